"""The path to a page inside its shop as its breadcrumbs show it, for pages whose markup does not say."""

import re
from typing import Any

from crawlers.naming import naming_of
from crawlers.page import Page

MOST_STEPS = 8
_CALLED = frozenset({"breadcrumb", "breadcrumbs", "crumb", "crumbs", "bread"})
_HOME = re.compile(
    r"(?:home(?:page)?|start(?:seite)?|accueil|inicio|início|hem|hjem|domů|strona główna"
    r"|главная|首页|首頁|主页|ホーム|トップ)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[\s>»›/|:·→-]+")


def shown_trail(page: Page) -> list[str]:
    """Steps from the widest to the narrowest, without the shop's home and without the thing on sale itself."""
    for element in page.root.iter("nav", "ol", "ul", "div", "p", "section", "span", "td"):
        if _is_trail(element):
            steps = [" ".join(str(link.text_content()).split()) for link in element.iter("a")]
            told = [step for step in steps if step and not _SIGN.fullmatch(step) and not _HOME.fullmatch(step)]
            told = [step for step in told if len(step) <= 60 and step != page.headline_text]
            if told:
                return told[:MOST_STEPS]
    return []


def _is_trail(element: Any) -> bool:
    if "breadcrumb" in (element.get("aria-label") or "").lower():
        return True
    naming = naming_of(element)
    return not _CALLED.isdisjoint(naming.words) or " breadcrumb" in f" {naming.joined}"
