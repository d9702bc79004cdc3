"""All that is kept of one person: found, and written as a ZIP with a readable index and JSON."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.fields import Json
from domain.lead import Lead
from domain.listing_json import listing_to
from domain.preservation import PreserveOf
from evidence.tombstones import LISTINGS, deletions, is_deletion
from flows.house import House
from flows.retention.kind import Ground, periods_of
from leads.facets import seller_value
from leads.network.contacts import fold, masked
from leads.preservations import Life

REVIEWER = "(a reviewer / 研判人员)"
MOST = 100_000  # listings in an export


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom it is about: a seller by shop id, name or a contact that their listings show; or an account by its name."""

    seller: str = ""
    contact: str = ""
    account: str = ""

    @property
    def named(self) -> str:
        """As the log has it; a contact masked."""
        return (
            (self.account and f"account {self.account}")
            or (self.seller and f"seller {self.seller}")
            or (f"contact {masked(self.contact)}")
        )

    def is_of(self, line: bytes, listing: Json) -> bool:
        """Whether a line of listings is about that seller."""
        seller = listing.get("seller") or {}
        names = {str(seller.get("id", "")), str(seller.get("name", ""))} - {""}
        wanted = self.seller.partition("/")[2] or self.seller
        if wanted and wanted in names:
            return True
        return bool(self.contact) and fold(self.contact) in fold(line.decode("utf-8", "replace"))


def gather(house: House, asked: Asked, now: datetime) -> dict[str, Any]:
    """All that is kept, for JSON. Names of others are masked: reviewers, and sellers in the same network.

    Args:
        house: whose.
        asked: of whom.
        now: with a zone.
    """
    if asked.account:
        return {"about": asked.named, "made_at": now.isoformat(), **_account(house, asked.account)}
    listings = list(_listings(house, asked))
    leads = [lead for lead in house.leads.every([]) if _about(asked, lead, house.base)]
    sellers = {seller_value(lead.listing) for lead in leads} | {one["seller_value"] for one in listings}
    _, cases = house.dispatches.packed()
    ours = {lead.lead_id for lead in leads}
    return {
        "about": asked.named,
        "made_at": now.isoformat(),
        "listings": listings,
        "leads": [_lead(lead) for lead in leads],
        "networks": list(_networks(house, sellers - {""})),
        "facts": [
            {"kind": one.kind.value, "shown": one.shown, "url": one.url}
            for one in house.leads.networks.traces()
            if one.seller in sellers
        ],
        "packs": [
            {"case": case, "leads": sorted(ours & set(names))} for case, names in cases.items() if ours & set(names)
        ],
        "legal_holds": [
            {"of": one.of.value, "since": one.at.isoformat(), "until": one.until and one.until.isoformat()}
            for one in Ground(house, periods_of(house), now, "").holds
            if one.value in sellers | ours and one.of in (PreserveOf.SELLER, PreserveOf.LEAD)
        ],
        "deleted": sum(len(one.gone) // 16 for one in deletions(house.ledger, house.base)) and "see `markhound verify`",
    }


def _listings(house: House, asked: Asked) -> Iterator[dict[str, Any]]:
    """Listings in runs that are still kept, each with where its captures lie."""
    count = 0
    for link in house.ledger.links():
        path = house.base / link.folder / LISTINGS
        if is_deletion(link) or not path.is_file():
            continue
        with path.open("rb") as lines:
            for line in lines:
                fields = json.loads(line)
                if count < MOST and asked.is_of(line, fields):
                    count += 1
                    name = fields.get("seller") or {}
                    yield {
                        "run": link.run_id,
                        "source": link.source,
                        "seller_value": f"{link.source}/{name.get('id') or name.get('name') or ''}",
                        "listing": fields,
                    }


def _about(asked: Asked, lead: Lead, base: Path) -> bool:
    fields = listing_to(lead.listing, base)
    source, _, name = asked.seller.partition("/")
    if name and source != lead.listing.source:
        return False
    return asked.is_of(json.dumps(fields, ensure_ascii=False).encode(), fields)


def _lead(lead: Lead) -> dict[str, Any]:
    decision = lead.decision
    return {
        "lead": lead.lead_id,
        "listing": lead.listing.listing_id,
        "title": lead.listing.title,
        "url": lead.listing.url,
        "seller": seller_value(lead.listing),
        "refers_to": lead.right.mark_text or lead.right.right_id,
        "score": lead.score,
        "signals": [{"name": one.name, "says": one.detail} for one in lead.signals],
        "state": lead.state.value,
        "first_found": lead.first_found.isoformat(),
        "last_seen": lead.last_seen.isoformat(),
        "decision": None
        if decision is None
        else {"verdict": decision.verdict.value, "reason": decision.reason.value, "at": decision.decided_at.isoformat(),
              "by": REVIEWER},
    }  # fmt: skip


def _networks(house: House, sellers: set[str]) -> Iterator[dict[str, Any]]:
    for group in house.leads.networks.find(10_000):
        if not sellers & set(group.sellers):
            continue
        whole = house.leads.networks.get(group.group_id)
        ties = [one for one in whole.ties if {one.one, one.other} & sellers] if whole else []
        yield {
            "group": group.group_id,
            "kind": group.kind.value,
            "sellers": [one if one in sellers else _masked(one) for one in group.sellers],
            "ties": [
                {
                    "with": _masked(one.other if one.one in sellers else one.one),
                    "kind": one.kind.value,
                    "shown": one.shown,
                }
                for one in ties
            ],
        }


def _masked(seller: str) -> str:
    source, _, name = seller.partition("/")
    return f"{source}/{masked(name)}"


def _account(house: House, name: str) -> dict[str, Any]:
    from accounts.audit import Wanted

    account = house.accounts.by_name(name)
    lines = house.accounts.audit.newest(1_000_000, wanted=Wanted(name=name))
    decided = [lead for lead in house.leads.every([]) if lead.decision is not None and lead.decision.reviewer == name]
    return {
        "account": None if account is None
        else {"name": account.name, "roles": sorted(account.roles), "active": account.active,
              "holders": account.holders},
        "log": [
            {"at": one.at.isoformat(), "action": one.action.value, "on": one.subject, "from": one.place}
            for _, one in lines
        ],
        "decisions": [
            {"lead": one.lead_id, "verdict": one.decision.verdict.value, "at": one.decision.decided_at.isoformat(),
             "note": one.decision.note}
            for one in decided if one.decision is not None
        ],
    }  # fmt: skip


def write(found: Mapping[str, Any], path: Path) -> None:
    """Writes it as a ZIP: `index.md` to read, `data.json` for programs; there whole or not at all."""
    draft = path.with_name(f"{path.name}.part")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("index.md", index(found))
        target.writestr("data.json", json.dumps(found, ensure_ascii=False, indent=1, default=str))
    draft.replace(path)


TITLES = (
    (
        "listings",
        "listings as they were read, with digest and place of each capture",
        "采集时的商品链接及其固证摘要与位置",
    ),
    ("leads", "suspected infringements that were recorded, and what was decided", "所记录的疑似侵权线索及研判结果"),
    (
        "networks",
        "groups of sellers that share something; the others are masked",
        "具有共同特征的卖家群组(其他卖家已遮蔽)",
    ),
    ("facts", "contacts and other facts, masked", "联系方式等特征(已遮蔽)"),
    ("packs", "case packs that left the office", "已移出的案件包"),
    ("legal_holds", "legal holds that keep data beyond its period", "超期保存的保全措施"),
    ("log", "what was done and looked at under this account", "该账号的操作与查看记录"),
    ("decisions", "decisions of this account that stand", "该账号现行研判"),
)


def index(found: Mapping[str, Any]) -> str:
    """The page to read, English and Chinese."""
    lines = [
        "# What is kept of you · 所保存的您的信息",
        "",
        f"{found['about']}, {found['made_at']}",
        "",
        "All of it is in `data.json`. A lead is a suspicion, no finding; names of other persons are masked. "
        "全部内容见 `data.json`。线索仅为疑似,不构成认定;他人姓名已遮蔽。",
        "",
        "| | | |",
        "|---|---|---:|",
    ]
    lines += [f"| {en} | {zh} | {len(found[name])} |" for name, en, zh in TITLES if name in found]
    lines += [""]
    lines += [f"- {one['state']}: {one['title']} ({one['first_found'][:10]})" for one in found.get("leads", ())]
    return "\n".join(lines) + "\n"


def answer(house: House, asked: Asked, now: datetime) -> str:
    """What becomes of a request to delete: what goes, when, and what is held, one sentence each."""
    found = gather(house, asked, now)
    ground = Ground(house, periods_of(house), now, "")
    keys = {_key(one["source"], one["listing"]["listing_id"]) for one in found.get("listings", ())}
    needed = sum(ground.lives.get(key) is Life.NEEDED or key in ground.held for key in keys)
    leads = found.get("leads", ())
    said = [
        f"{len(keys) - needed} listing(s) go with their periods ({ground.rule('captures', 'rejected')})",
        f"{needed} are kept: a lead on them awaits a decision, was confirmed, or is under a legal hold",
        f"{sum(one['state'] == 'dismissed' for one in leads)} rejected lead(s) lose the seller's name in time",
        "decisions and packs are kept as evidence of what the office did",
    ]
    return "; ".join(said)


def _key(source: str, listing_id: str) -> str:
    from domain.identity import listing_key

    return listing_key(source, listing_id)
