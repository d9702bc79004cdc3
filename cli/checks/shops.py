"""The sources: declared soundly, read under the office's name, alive, reachable, and a browser where one wants it."""

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx

from cli.checks.finding import DoubtfulError, Look, asked_for
from cli.output import VerbError

DEAD = 3  # runs in a row in which a source could not be read
ASK_SECONDS = 5.0  # for each host, all of them at once
AT_ONCE = 8


def sources(look: Look) -> str:
    """Their declarations."""
    from crawlers.checks import check
    from crawlers.sources import load

    declared = load(look.settings.sources)
    problems = [str(problem) for source in declared for problem in check(source)]
    if problems:
        raise VerbError("; ".join(problems))
    return f"{len(declared)} source(s)"


def user_agent(look: Look) -> str:
    """Shops can tell who reads them."""
    if look.settings.names_nobody:
        raise DoubtfulError("shops cannot tell who reads them; set MARKHOUND_USER_AGENT to your office and an address")
    return look.settings.user_agent


def dead_sources(look: Look) -> str:
    """No source has failed for some nights in a row."""
    from crawlers.sources import load
    from flows import runs

    declared = load(look.settings.sources)
    failures = {one.name: runs.failing(look.settings.runs_dir, one.name) for one in declared if one.enabled}
    dead = [f"{name} ({number} runs)" for name, number in failures.items() if number >= DEAD]
    if dead:
        raise DoubtfulError(f"not read for some time: {', '.join(dead)}; read their crawl.json, or set enabled = false")
    return "every source was read lately"


def browser(look: Look) -> str:
    """There is one, if a source wants its pages made by one."""
    from crawlers.catalogue import platforms
    from crawlers.platforms.browser import Browser
    from crawlers.rendering import NoBrowserError, browser_path
    from crawlers.sources import load

    wanting = [
        one.name
        for one in load(look.settings.sources)
        if one.enabled and issubclass(platforms()[one.platform], Browser)
    ]
    try:
        path = browser_path()
    except NoBrowserError as error:
        if wanting:
            raise DoubtfulError(f"{', '.join(wanting)} cannot be read whole: {error}") from error
        return f"none, and no source wants one ({error})"
    return f"{path}, wanted by {', '.join(wanting)}" if wanting else f"{path}, wanted by no source"


def reachable(look: Look) -> str:
    """Each shop's host answers when asked once for its robots.txt; only with --online."""
    from crawlers.sources import load

    asked_for(look)
    starts = [urlsplit(url) for one in load(look.settings.sources) if one.enabled for url in one.start if "://" in url]
    origins = list(dict.fromkeys(f"{one.scheme}://{one.netloc}" for one in starts if one.scheme.startswith("http")))
    with ThreadPoolExecutor(AT_ONCE) as asking:
        answers = asking.map(lambda origin: ask(f"{origin}/robots.txt", look.settings.user_agent), origins)
        silent = [f"{origin} ({fault})" for origin, fault in zip(origins, answers, strict=True) if fault]
    if silent:
        raise DoubtfulError(
            f"no answer from {', '.join(silent)}; look at the network, the name service and the firewall"
        )
    return f"{len(origins)} host(s) answer"


def ask(url: str, user_agent: str, method: str = "GET") -> str:
    """Asks once, follows nothing and reads no body; "" for an answer, else what came instead of one."""
    try:
        with httpx.stream(
            method, url, headers={"User-Agent": user_agent}, timeout=ASK_SECONDS, trust_env=False
        ) as answer:
            return f"HTTP {answer.status_code}" if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR else ""
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        return " ".join(str(error).split())[:100] or type(error).__name__
