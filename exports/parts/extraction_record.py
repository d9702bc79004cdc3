"""电子数据证据提取笔录: the record of how electronic evidence was taken. What nobody has told us is left blank.

Fields after the record that 《公安机关办理刑事案件电子数据取证规则》 (2019) asks for: who, with what, from where, how
the time was kept, which files with which digests. The crawl runs by itself, so who extracted is for the office to say.
"""

from pathlib import Path

from domain.capture import Capture
from exports.case import Case, Item
from exports.facts import Facts, facts_of
from exports.form import Fields, Form, digest_in
from exports.form import write as write_form
from exports.listed import moment, seen
from exports.part import Bench, Part
from exports.parts.evidence_wacz import NAME as ARCHIVE

LABELS = (
    ("cause", "案由"), ("extractor", "提取人及单位"), ("witness", "见证人"), ("place", "提取地点"),
    ("tool", "提取工具及版本"), ("method", "提取方法"), ("network_check", "网络环境检查"),
    ("host_check", "主机(设备)检查"),
    ("time_sync", "时间同步情况"), ("period", "提取起止时间"), ("archive", "存档文件"),
    ("archive_sha256", "存档文件 SHA-256"),
    ("manifests", "封存清单"), ("incidents", "提取异常情况"),
)  # fmt: skip
COLUMNS = (
    ("n", "序号"), ("url", "网址"), ("address", "目标地址"), ("server_time", "服务器时间"), ("captured", "采集时间"),
    ("digest", "SHA-256"),
)  # fmt: skip
SIGNS = (("sign_extractor", "提取人"), ("sign_witness", "见证人"), ("signed_on", "日期"))
METHOD = "HTTP 请求获取网页与图片,请求与响应写入 WARC 文件并逐批封存"


def _fields(case: Case, folder: Path) -> Fields:
    times = sorted(one.capture.taken_at for item in case.items for one in item.exhibits)
    period = f"{moment(times[0], case.zone)} 至 {moment(times[-1], case.zone)}" if times else ""
    digest = digest_in(folder, ARCHIVE)
    return {
        "tool": case.software,
        "method": METHOD if digest else "",
        "period": period,
        "archive": ARCHIVE if digest else "",
        "archive_sha256": digest,
        "manifests": "、".join(f"{one.run_id}/{one.source}: {one.digest}" for one in case.custody if one.digest),
    }


def _row(case: Case, item: Item) -> Fields:
    listing = item.lead.listing
    page = listing.page
    if page is None:
        return {"url": seen(listing.url, 300)}
    facts = _facts(item, page)
    return {
        "url": seen(page.url, 300),
        "address": facts.address,
        "server_time": seen(facts.server_time, 60),
        "captured": moment(page.taken_at, case.zone),
        "digest": page.digest,
    }


def _facts(item: Item, page: Capture) -> Facts:
    record = next((one.record for one in item.exhibits if one.capture == page), None)
    return facts_of(record) if record else Facts()


FORM = Form("extraction_record", "电子数据证据提取笔录", LABELS, COLUMNS, SIGNS, _fields, _row)


def write(case: Case, bench: Bench) -> list[str]:
    """Writes it; it names the archive, so that must have been written before."""
    return write_form(FORM, case, bench)


PART = Part("extraction_record", write)
