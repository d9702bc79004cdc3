"""Index lines of a web archive (CDXJ): where each capture lies, sorted by address and time."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

_WWW = re.compile(r"^www\d*\.")


@dataclass(frozen=True, slots=True)
class Line:
    """A record of an archive: address, time (UTC), type, HTTP status ("" for a file), digest, place in its WARC."""

    url: str
    at: datetime
    media_type: str
    status: str
    digest: str
    offset: int
    length: int


def index(lines: list[Line], filename: str) -> str:
    """The index of one WARC."""
    written = sorted(
        (sort_key(one.url), f"{one.at.astimezone(UTC):%Y%m%d%H%M%S}", _fields(one, filename)) for one in lines
    )
    return "".join(f"{key} {at} {fields}\n" for key, at, fields in written)


def sort_key(url: str) -> str:
    """The address with its host turned round ("com,example)/path"), lower case, parameters sorted; one without blanks.

    Readers look addresses up by it: SURT, as CDX files have used it since 2012, of http and https alike.
    """
    parts = urlsplit(url)
    host = _WWW.sub("", (parts.hostname or "").rstrip("."))
    if not host:
        return quote(url.lower(), safe=":/?=&,;@!$'()*+~%")
    port = f":{parts.port}" if parts.port and (parts.scheme, parts.port) not in (("http", 80), ("https", 443)) else ""
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)), quote_via=quote)
    path = quote(unquote(parts.path) or "/", safe="/:@!$&'()*+,;=~")
    return f"{','.join(reversed(host.split('.')))}{port}){path}{'?' + query if query else ''}".lower()


def _fields(one: Line, filename: str) -> str:
    fields = {
        "url": one.url,
        "mime": one.media_type or "application/octet-stream",
        "status": one.status,
        "digest": f"sha256:{one.digest}",
        "length": str(one.length),
        "offset": str(one.offset),
        "filename": filename,
    }
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)
