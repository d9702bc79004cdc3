"""A message as people and programs read it: subject, text, HTML, JSON. The only place where a digest is worded."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from html import escape

from watches.message import Kind, Message
from watches.news import Digest, Group, Item, line
from watches.words import say

LONGEST_SUBJECT = 150  # characters


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: to people `subject`, `text` and `html`, to programs `data`, UTF-8 JSON."""

    subject: str
    text: str
    html: str
    data: bytes


def alert_body(subject: str, lines: Sequence[str]) -> str:
    """The stored body of an alert: it is worded when it is made."""
    return json.dumps({"subject": subject, "lines": list(lines)}, ensure_ascii=False)


def letter(message: Message, review_url: str) -> Letter:
    """Words a message.

    Args:
        message: a digest, a test or an alert.
        review_url: where the review page is, "" for no links. Links lead there only: an address that a seller chose is
            shown, and nobody is led to it.
    """
    if message.kind in (Kind.DIGEST, Kind.TEST):
        return _digest(message, Digest.from_json(message.body), review_url.rstrip("/"))
    return _alert(message)


def _digest(message: Message, digest: Digest, review: str) -> Letter:
    language, test = message.language, "_test" if message.kind is Kind.TEST else ""
    values = {"n": digest.total, "holder": line(digest.holder, 80)}
    subject = line(f"markhound: {say(f'subject{test}', language, **values)}", LONGEST_SUBJECT)
    intro, caution = say(f"intro{test}", language, **values), say("caution", language)
    end = say("end", language, watch=message.watch_id, message=message.message_id)
    groups = digest.groups()
    unseen = digest.total - len(digest.items)
    more = say("more", language, n=unseen) if unseen else ""
    text = [intro, caution, ""]
    for group in groups:
        text += [
            _head(group, language),
            *(f"  {one}" for item in group.items for one in _lines(item, language, review)),
        ]
        text.append("")
    text += [*([more, ""] if more else []), end]
    return Letter(
        subject,
        "\n".join(text) + "\n",
        _page(subject, language, [_p(intro), _p(caution), *_tables(groups, language, review), _p(more), _small(end)]),
        _json(message, digest, groups, review),
    )


def _alert(message: Message) -> Letter:
    fields = json.loads(message.body)
    subject = line(f"markhound: {fields['subject']}", LONGEST_SUBJECT)
    end = say("end_alert", message.language, message=message.message_id)
    lines = [str(one) for one in fields["lines"]]
    data = _envelope(message) | {"subject": subject, "lines": lines}
    page = _page(subject, message.language, [*map(_p, lines), _small(end)])
    return Letter(subject, "\n\n".join((*lines, end)) + "\n", page, _encoded(data))


def _head(group: Group, language: str) -> str:
    mark = group.mark or say("picture", language)
    return say("group", language, mark=mark, right=group.right_id, source=group.source, n=group.total)


def _lines(item: Item, language: str, review: str) -> Iterator[str]:
    yield f"{item.score:.2f}  {item.title}"
    yield f"      {say(f'state_{item.state}', language)}; {say('found', language)} {item.found_on}"
    yield f"      {say('seller', language)}: {item.seller}; {say('listing', language)}: {item.url}"
    if review:
        yield f"      {_link(item, review)}"


def _tables(groups: Sequence[Group], language: str, review: str) -> Iterator[str]:
    names = ("score", "listing", "seller", "state", "found")
    heads = "".join(f'<th align="left">{escape(say(name, language))}</th>' for name in names)
    for group in groups:
        rows = "".join(_row(item, language, review) for item in group.items)
        yield f"<h3>{escape(_head(group, language))}</h3>"
        yield f'<table cellpadding="4" cellspacing="0" border="1"><tr>{heads}</tr>{rows}</table>'


def _row(item: Item, language: str, review: str) -> str:
    link = f'<br><a href="{escape(_link(item, review))}">{escape(say("open_lead", language))}</a>' if review else ""
    cells = (
        f"{item.score:.2f}",
        f"<bdi>{escape(item.title)}</bdi><br><code>{escape(item.url)}</code>{link}",
        f"<bdi>{escape(item.seller)}</bdi>",
        escape(say(f"state_{item.state}", language)),
        escape(item.found_on),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _json(message: Message, digest: Digest, groups: Sequence[Group], review: str) -> bytes:
    data = _envelope(message) | {
        "holder": digest.holder,
        "total": digest.total,
        "listed": len(digest.items),
        "counts": [{"right_id": right, "source": source, "new": number} for right, source, number in digest.counts],
        "groups": [
            {
                "right_id": group.right_id,
                "mark": group.mark,
                "source": group.source,
                "new": group.total,
                "leads": [asdict(item) | {"review": _link(item, review) if review else ""} for item in group.items],
            }
            for group in groups
        ],
        "caution": say("caution", message.language),
    }
    return _encoded(data)


def _envelope(message: Message) -> dict[str, object]:
    return {
        "type": f"markhound.{message.kind.value}",
        "version": 1,
        "id": message.message_id,
        "watch": message.watch_id,
        "made_at": message.made_at.isoformat(),
        "language": message.language,
    }


def _encoded(data: dict[str, object]) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def _link(item: Item, review: str) -> str:
    return f"{review}/leads/{item.lead_id}"


def _p(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""


def _small(text: str) -> str:
    return f"<p><small>{escape(text)}</small></p>"


def _page(title: str, language: str, parts: Sequence[str]) -> str:
    code = "zh-CN" if language == "zh" else "en"
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    body = "\n".join(filter(None, parts))
    return f'<!doctype html>\n<html lang="{code}"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'
