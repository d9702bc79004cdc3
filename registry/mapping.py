"""Which of an office's columns is what: by headers that are known in several languages, or by a mapping file.

A mapping file lies beside the table, `marks.xlsx` has `marks.mapping.toml`:

    [columns]            # name in the registry CSV = the office's header, or several that are joined by "-"
    right_id = ["注册号", "国际分类"]
    mark_text = "商标文字"

    [defaults]           # where the table says nothing
    kind = "trademark"
    jurisdiction = "CN"

    [status]             # the office's words for the five of the registry CSV
    "已核准" = "registered"
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from domain.right import RightStatus
from registry.columns import COLUMNS
from registry.importer import UnreadableRegistryError

ENDING = ".mapping.toml"
HEADERS = {
    "right_id": "注册号|注册证号|申请/注册号|申请号/注册号|申请注册号|注册号/申请号|商标注册号|專用號|"
    "註冊號|註冊號數|审定号|專利號|专利号|申请号|申請號|register_no|registration number|"
    "reg. no.|registration no.|application number|number",
    "kind": "权利类型|類型|right type",
    "mark_text": "商标名称|商标|商标文字|商標名稱|商標|mark|trademark|mark name|word mark",
    "aliases": "别名|商标别名|other names",
    "images": "商标图样|商标图片|图样|图片|图像|圖樣|圖片|图片文件|image|picture|pictures|image file",
    "holder": "申请人|注册人|申请人/注册人|注册人/申请人|申请人名称|注册人名称|申请人名称(中文)|"
    "申请人名称（中文）|商标权人|权利人|专利权人|權利人|商標權人|專利權人|申請人|owner|"
    "owner_zh|holder|proprietor|applicant",
    "holder_aliases": "申请人名称(英文)|申请人名称（英文）|英文名称|曾用名|owner_en|owner (english)",
    "nice_classes": "国际分类|国际分类号|尼斯分类|商品类别|类别|類別|商標類別|class|classes|nice class|nice classes",
    "locarno_classes": "洛迦诺分类|洛迦诺分类号|分类号|設計分類|locarno|locarno class",
    "similar_groups": "类似群|类似群组|類似群|類似組群|商品/服务类似群|similar group|similar groups",
    "goods": "商品/服务|商品服务|商品|商品/服务项目|核定使用商品|核定使用商品/服务|使用商品|商品名稱|"
    "产品名称|设计名称|goods|goods and services",
    "status": "法律状态|商标状态|状态|当前状态|法律狀態|狀態|status|legal status|status_de",
    "filed_on": "申请日期|申请日|申請日|申請日期|filing date|filing_date_roc|filed",
    "registered_on": "注册日期|注册日|注册公告日期|授权公告日|授权日|註冊日|註冊公告日|專用期間起日|"
    "registration date|registered|start_roc",
    "expires_on": "专用权期限止|专用期限止|有效期至|截止日期|到期日|专用期止|專用期間迄日|expiry date|expires|end_roc",
    "term": "专用期限|专用权期限|有效期|有效期限|专用权期|專用期間|term",
    "agents": "代理机构|代理人|代理/办理机构|代理機構|agent|representative",
    "authorised_sellers": "授权商|授权销售商|授权经销商|authorised sellers",
    "licensees": "被许可人|许可使用人|被許可人|被授權人|licensee|licensees",
    "vienna_codes": "图形要素|图形编码|圖形編碼|圖形路徑|vienna|vienna codes",
    "colour_claim": "指定颜色|颜色|指定顏色|colour|color",
    "disclaimer": "放弃专用权|放弃专用权说明|不专用|不專用|聲明不專用|disclaimer",
    "well_known": "驰名商标|是否驰名|馳名|著名商標|well known",
    "jurisdiction": "国家|地区|国家/地区|国别|國別|office|country",
    "updated_on": "更新日期|更新时间|更新時間|updated",
}  # "专用期限" holds both days of the term
_KNOWN = {name: column for column, names in HEADERS.items() for name in (column, *names.split("|"))}
TERM = re.compile(r"\s*(.+?\d日?)\s*(?:至|到|~|～|—|–|\.\.|\bto\b|\s-\s)\s*(.*\d日?)\s*")
KINDS = {
    word: kind
    for kind, words in {
        "trademark": "商标|商標|marke|mark|상표",
        "design": "外观设计|外觀設計|设计|設計|디자인",
    }.items()
    for word in words.split("|")
}
ENOUGH = ("right_id",)
TABLES = ("columns", "defaults", "status")


@dataclass(frozen=True, slots=True)
class Reading:
    """Which header is which column.

    Attributes:
        columns: places in the row of each column's parts.
        defaults: texts of columns that the table lacks.
        status: meanings that the mapping file adds, lower case.
        unknown: headers that are nothing that is known.
    """

    columns: Mapping[str, tuple[int, ...]]
    defaults: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, RightStatus] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    def fields(self, row: Sequence[str]) -> dict[str, str]:
        """Texts by column of a row."""
        found = dict(self.defaults)
        for column, places in self.columns.items():
            text = "-".join(part for place in places if place < len(row) and (part := row[place].strip()))
            if text:
                found[column] = text
        if text := found.pop("term", ""):
            term = TERM.fullmatch(text)
            if term:
                found.setdefault("registered_on", term[1])
            found.setdefault("expires_on", term[2] if term else text)
        found["kind"] = KINDS.get(found["kind"].lower(), found["kind"])
        return found


def recognised(header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """The columns whose headers are known; of two for one column the first counts."""
    found: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(header):
        column = _KNOWN.get(_plain(name))
        if column is not None:
            found.setdefault(column, (place,))
    return found


def mapping_of(path: Path, header: Sequence[str]) -> Reading:
    """How a table with that header is read.

    Raises:
        UnreadableRegistryError: the mapping file is wrong, or no column is known to be the number.
    """
    said = _said(path)
    columns = recognised(header) | _placed(said["columns"], header, path)
    if any(name not in columns for name in ENOUGH):
        raise UnreadableRegistryError(
            f"{path.name}: no column is known to hold the number of the right; name it in {mapping_file(path).name}, "
            'for example: [columns] right_id = "注册号"'
        )
    used = {place for places in columns.values() for place in places}
    unknown = tuple(name for place, name in enumerate(header) if place not in used and name.strip())
    defaults = {name: str(value) for name, value in said["defaults"].items()}
    if "kind" not in columns:
        is_design = "locarno_classes" in columns and "nice_classes" not in columns
        defaults.setdefault("kind", "design" if is_design else "trademark")
    try:
        status = {word.lower(): RightStatus(str(meaning)) for word, meaning in said["status"].items()}
    except ValueError as error:
        raise UnreadableRegistryError(
            f"{mapping_file(path).name}: [status] {error}; the words are {', '.join(RightStatus)}"
        ) from error
    return Reading(columns, defaults, status, unknown)


def mapping_file(path: Path) -> Path:
    """Where the mapping file of a table lies, if there is one."""
    return path.with_name(path.name.split(".")[0] + ENDING)


def _said(path: Path) -> dict[str, dict[str, object]]:
    file = mapping_file(path)
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableRegistryError(f"{file.name} cannot be read: {error}") from error
    wrong = [name for name, table in said.items() if name not in TABLES or not isinstance(table, dict)]
    wrong += [name for name in (*said.get("columns", ()), *said.get("defaults", ())) if name not in COLUMNS | {"term"}]
    if wrong:
        raise UnreadableRegistryError(f"{file.name}: {wrong[0]!r} is not known; see docs/operations.md")
    return {name: said.get(name, {}) for name in TABLES}


def _placed(said: Mapping[str, object], header: Sequence[str], path: Path) -> dict[str, tuple[int, ...]]:
    places = {_plain(name): place for place, name in reversed(list(enumerate(header)))}
    found = {}
    for column, names in said.items():
        wanted = names if isinstance(names, list) else [names]
        missing = [name for name in wanted if _plain(str(name)) not in places]
        if missing:
            raise UnreadableRegistryError(
                f"{path.name} has no column {str(missing[0])[:40]!r}, which {mapping_file(path).name} names"
            )
        found[column] = tuple(places[_plain(str(name))] for name in wanted)
    return found


def _plain(name: str) -> str:
    return " ".join(name.replace("\ufeff", "").lower().split())
