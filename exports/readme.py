"""README.txt: what a pack is and how to check it, in both languages, for whoever finds it years later."""

from exports.case import Case
from exports.words import LANGUAGES, LEFT_OUT, PROFILE_NAMES, pick, say

NAME = "README.txt"
FILES = {
    "case.pdf": (
        "the case on paper (of many listings: also case-2.pdf and so on)",
        "纸面材料(线索较多时分为 case-2.pdf 等卷)",
    ),
    "leads.xlsx, leads.csv": ("the listings as a table", "线索列表"),
    "case.json": ("everything, for programs", "全部数据(供程序读取)"),
    "evidence.wacz": (
        "pages and pictures as captured; opens at replayweb.page, which sends it nowhere",
        "网页与图片原始存档,可用 replayweb.page 打开",
    ),
    "records.json": (
        "shows that each record stood in the sealed archive of its run",
        "逐条证明存档记录出自已封存的采集存档",
    ),
    "*.docx, *.pdf": ("forms; blank fields are unknown", "文书;留空栏目为未知"),
    "manifest.json": ("SHA-256 of every file, lead, decision and capture", "全部文件、线索、研判与固证的 SHA-256 清单"),
    "manifest.sig, public-key.pem": ("signature (Ed25519) and key", "签名(Ed25519)与公钥"),
    "timestamp.tsr": ("RFC 3161 time stamp, if there is one", "可信时间戳(如有)"),
    "verify.html, verify.py": ("the check, offline", "离线核验工具"),
}  # fmt: skip


def text(case: Case) -> str:
    """The text."""
    return "\n\n".join(_in(case, language) for language in reversed(LANGUAGES)) + "\n"


def _in(case: Case, language: str) -> str:
    stamp = f"{say('timestamp_by', language)} {case.authority}" if case.authority else say("timestamp_none", language)
    lines = [
        say("title", language),
        say("subtitle", language),
        "",
        f"{say('case', language)}: {case.case_id}",
        f"{say('profile', language)}: {pick(PROFILE_NAMES[case.errand.profile], language)}",
        f"{say('key', language)}: {case.key}",
        f"{say('timestamp', language)}: {stamp}",
        "",
        *(f"- {name}: {pick(what, language)}" for name, what in FILES.items()),
        "",
        f"{say('verify', language)}: {say('verify_text', language)}",
        "",
        f"{say('left_out', language)}:",
        *(
            [f"- {pick(LEFT_OUT[name], language, n=n)}" for name, n in case.left_out]
            or [say("left_out_none", language)]
        ),
    ]
    return "\n".join(lines)
