"""Takes secrets out of text: those that somebody has named, wherever they stand, and whatever has the form of one.

Pure, but for the set of named ones, which belongs to the process (`REDACTOR`).
"""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

SHORTEST = 6
"""Characters of a secret that can be named. A shorter one occurs in words, and guards nothing."""

GONE = "[secret]"

_NAMES = (
    r"(?:[\w.-]{0,40}(?:token|password|passwd|passphrase|secret|api_?key|credentials?|cookie|signature)|"
    r"(?:[\w.-]{0,40}[_-])?(?:key|pwd|sign|sig|session|auth|authorization))"
)
_HEADERS = r"(?:proxy-)?authorization|(?:set-)?cookie2?|x-[\w-]{0,30}(?:token|key|secret|signature)"
_FORMS = (
    # scheme://name:password@host; the greedy end takes a password that itself holds an @
    (re.compile(r"(\b[a-z][a-z0-9+.-]{0,30}://[^\s/?#:@\"'<>]{0,200}:)[^\s/?#\"'<>]{0,500}(?=@)", re.IGNORECASE), 1),
    # ?token=…&key=… and the same in the body of a form, or as keywords of a call
    (re.compile(rf"(?<![\w-])({_NAMES}\s{{0,3}}=\s{{0,3}}[\"']?)[^\s&;,\"'#)\]}}]{{1,4000}}", re.IGNORECASE), 1),
    # 'Authorization': [b'Bearer …'], Cookie: a=b; c=d up to the end of the line or of the quotes
    (
        re.compile(
            rf"(?<![\w-])((?:{_HEADERS})[\"']?\s{{0,3}}[:,]\s{{0,3}})"
            r"(?:[\[(]{0,2}b?\"[^\"\n]{0,4000}\"|[\[(]{0,2}b?'[^'\n]{0,4000}'|[^\n\"']{1,4000})",
            re.IGNORECASE,
        ),
        1,
    ),
    # "password": "…" of JSON or of a dict
    (re.compile(rf"([\"']{_NAMES}[\"']\s{{0,3}}:\s{{0,3}}b?[\"'])[^\"'\n]{{1,4000}}", re.IGNORECASE), 1),
    (re.compile(r"(\b(?:bearer|basic)\s{1,3})[A-Za-z0-9._~+/=-]{6,4000}", re.IGNORECASE), 1),
    (re.compile(r"(\bwhsec_)[A-Za-z0-9+/=_-]{1,400}"), 1),
)
_HINT = re.compile(
    r"://|token|key|pass|pwd|secret|sig|credential|session|auth|cookie|bearer|basic|whsec_", re.IGNORECASE
)


class Redactor:
    """Secrets that were named, and the taking out of these and of what looks like one."""

    def __init__(self) -> None:
        self._spellings: tuple[str, ...] = ()
        self._named: set[str] = set()

    def name(self, secrets: Iterable[str]) -> None:
        """Names secrets of this process; what is shorter than `SHORTEST` is passed over."""
        new = {secret for secret in secrets if len(secret) >= SHORTEST} - self._named
        if not new:
            return
        self._named |= new
        every = {spelling for secret in self._named for spelling in _spellings(secret)}
        # The longest first: where one secret holds another, nothing of the longer one is left over.
        self._spellings = tuple(sorted(every, key=lambda one: (-len(one), one)))

    @property
    def named(self) -> tuple[str, ...]:
        """What was named, for child processes; it never goes anywhere else."""
        return tuple(sorted(self._named))

    def shows(self, text: str) -> bool:
        """Whether a named secret can be read in a text."""
        return any(spelling in text for spelling in self._spellings)

    def clean(self, text: str) -> str:
        """The text without secrets."""
        for spelling in self._spellings:
            if spelling in text:
                text = text.replace(spelling, GONE)
        if _HINT.search(text):
            for form, kept in _FORMS:
                text = form.sub(rf"\g<{kept}>{GONE}", text)
        return text


def _spellings(secret: str) -> set[str]:
    """A secret as it may stand in a text: plain, in an address, in JSON, in the repr of a string or of bytes."""
    plain = secret.encode("utf-8", "surrogatepass")
    encoded = {quote(plain, safe=""), quote(plain), quote_plus(plain)}
    written = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
    return {secret, *encoded, *written, repr(plain)[2:-1]}


REDACTOR = Redactor()
"""The one of this process: every handler that `logs.setup` makes cleans with it."""
