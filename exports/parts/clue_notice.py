"""网络监测线索交办通知书: the notice by which a lead found on the net is handed to a team."""

from collections.abc import Iterable
from pathlib import Path

from exports.case import Case, Item
from exports.form import Fields, Form
from exports.form import write as write_form
from exports.listed import classes, moment, name_of, price, seen
from exports.part import Bench, Part
from exports.words import VERDICTS, pick, say

LANGUAGE = "zh"  # the form is Chinese, whatever language the pack has
LABELS = (
    ("number", "文号"), ("office", "交办(移送)单位"), ("recipient", "接收单位"), ("case_id", "案件编号"),
    ("kind", "权利类型"), ("right_name", "商标文字/权利名称"), ("right_id", "注册号/专利号"),
    ("holder", "权利人"), ("classes", "类别"), ("status", "法律状态"), ("source", "平台(来源)"),
    ("seller", "卖家"), ("seller_id", "卖家编号"),
    ("seller_location", "卖家所在地"), ("leads", "线索条数"), ("verdict", "研判结论"), ("reviewer", "研判人"),
    ("task", "办理要求"), ("due_on", "反馈期限"), ("contact", "联系人及电话"),
)  # fmt: skip
COLUMNS = (("n", "序号"), ("title", "商品标题"), ("url", "网址"), ("captured", "采集时间"), ("price", "标价"))
SIGNS = (("signed_by", "签发人"), ("signed_on", "日期"))
LISTED = 5  # sellers or reviewers named on the form


def _fields(case: Case, _folder: Path) -> Fields:
    right = case.items[0].lead.right
    sellers = [item.lead.listing.seller for item in case.items]
    decisions = [item.lead.decision for item in case.items if item.lead.decision]
    return {
        "recipient": seen(case.errand.recipient),
        "case_id": case.case_id,
        "kind": say(right.kind.value, LANGUAGE),
        "right_name": seen(name_of(right)),
        "right_id": seen(right.right_id),
        "holder": seen(right.holder),
        "classes": classes(right),
        "status": say(right.status.value, LANGUAGE),
        "source": _each(item.lead.listing.source for item in case.items),
        "seller": _each(seller.name for seller in sellers),
        "seller_id": _each(seller.seller_id for seller in sellers),
        "seller_location": _each(seller.location for seller in sellers),
        "leads": str(len(case.items)),
        "verdict": _each(pick(VERDICTS[one.verdict], LANGUAGE) for one in decisions),
        "reviewer": _each(one.reviewer for one in decisions),
    }


def _each(values: Iterable[str]) -> str:
    """Each value once; of many the first, and how many more."""
    found = list(dict.fromkeys(value for value in values if value))
    more = f" 等 {len(found)} 个" if len(found) > LISTED else ""
    return seen("、".join(found[:LISTED]) + more)


def _row(case: Case, item: Item) -> Fields:
    listing = item.lead.listing
    return {
        "title": seen(listing.title, 120),
        "url": seen(listing.url, 300),
        "captured": moment(listing.page.taken_at, case.zone) if listing.page else "",
        "price": price(listing.price, listing.currency),
    }


FORM = Form("clue_notice", "网络监测线索交办通知书", LABELS, COLUMNS, SIGNS, _fields, _row)


def write(case: Case, bench: Bench) -> list[str]:
    """Writes it."""
    return write_form(FORM, case, bench)


PART = Part("clue_notice", write)
