"""Postal addresses in Chinese, down to a door: where something is sent from, returned to or registered."""

import re
import unicodedata
from collections.abc import Iterator

from domain.network import Fact, FactKind

_DOOR = re.compile(r"[0-9a-z一二三四五六七八九十]{1,5}\s?(?:号|栋|幢|座|室|铺|档|单元)")
_PIECE = re.compile(r"[^\s:：;；,，。!！?？()（）【】\[\]|]+\Z")
_REST = re.compile(r"(?:[-－]?[0-9a-z一二三四五六七八九十]{1,5}\s?(?:号楼|号|栋|幢|座|单元|楼|层|室|铺|档口|档|房)?)+")
_REGION = re.compile(r"[\u4e00-\u9fff](?:省|自治区|市|区|县|旗|镇|乡)")
_STREET = re.compile(r"路|街|道|巷|弄|胡同|大厦|大楼|市场|商城|广场|园|小区|村|批发城")
_BEFORE = re.compile(r".*?(?:地址|地點|发货地|仓库|门店|住所|经营场所|工厂|厂址|请寄|寄到|寄回)[是为在]?")
_PROVINCE = re.compile(r"^(?:中国)?(?:[\u4e00-\u9fff]{2,7}(?:省|自治区))?")
_GAP = re.compile(r"(?<=[路街道巷弄号栋幢座室园场厦村楼层]) +(?=[0-9a-z一二三四五六七八九十])")
_LEAST = 8  # characters; "1号店" is no address
_REACH = 60  # characters before a door that may belong to it


def addresses(folded: str) -> Iterator[Fact]:
    """Every address of a folded text (contacts.fold): with a region, a street or building, and a door."""
    folded = _GAP.sub("", folded)
    end = 0
    for door in _DOOR.finditer(folded):
        if door.start() < end:
            continue
        before = _PIECE.search(folded, max(end, door.start() - _REACH), door.start())
        piece = _BEFORE.sub("", before[0], count=1) if before else ""
        if not _REGION.search(piece) or not _STREET.search(piece):
            continue
        rest = _REST.match(folded, door.end())
        end = rest.end() if rest else door.end()
        written = piece + door[0] + (rest[0] if rest else "")
        value = _PROVINCE.sub("", re.sub(r"[\s\-－]", "", unicodedata.normalize("NFKC", written)))
        if len(value) >= _LEAST:
            yield Fact(FactKind.ADDRESS, value, re.sub(r"[0-9]", "*", value)[:60])
