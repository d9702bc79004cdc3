"""The words of digests and alerts, in English and Chinese. They speak of suspicions, and accuse nobody."""

WORDS: dict[str, tuple[str, str]] = {
    "subject": ("{n} new suspected lead(s) for {holder}", "{holder}:新增 {n} 条疑似线索"),
    "subject_test": ("Test of the watch for {holder}", "{holder} 的监测测试邮件"),
    "intro": (
        "New since the last digest: {n} lead(s) on rights of {holder}.",
        "自上次通知以来,涉及{holder}权利的新增线索共 {n} 条。",
    ),
    "intro_test": (
        "This is a test: whoever reads it would get the digests of the watch for {holder}.",
        "这是一封测试通知:收到本通知者将收到{holder}监测的线索摘要。",
    ),
    "caution": (
        "These are suspicions from comparing public listings with the register. They are no finding of infringement.",
        "以上均为公开商品信息与权利登记比对得出的疑似线索,不构成侵权认定。",
    ),
    "group": ("Refers to {mark} ({right}), on {source}: {n}", "疑似涉及 {mark}({right}),来源 {source}:{n} 条"),
    "picture": ("a picture mark or design", "图形商标或外观设计"),
    "more": ("… and {n} more in the review", "……另有 {n} 条,请在研判系统中查看"),
    "score": ("score", "评分"),
    "state": ("state", "状态"),
    "seller": ("seller", "卖家"),
    "found": ("first found", "首次发现"),
    "listing": ("listing", "商品链接"),
    "open_lead": ("open in the review", "在研判系统中打开"),
    "end": (
        "To change or end these digests, write to the office that sends them. Watch {watch}, digest {message}.",
        "如需更改或停止接收,请联系发送单位。监测编号 {watch},通知编号 {message}。",
    ),
    "end_alert": ("An alert of markhound for its operator. {message}", "markhound 运维告警。编号 {message}"),
    "state_open": ("suspected; nobody has looked at it yet", "疑似,尚未人工研判"),
    "state_changed": ("suspected; it changed since it was decided", "疑似,研判后内容有变化"),
    "state_lapsed": ("suspected; the right is not in force", "疑似,权利当前无效"),
    "state_unsure": ("suspected; a person was unsure", "疑似,人工研判存疑"),
    "state_confirmed": ("suspected; confirmed by a person", "疑似侵权,已经人工确认"),
    "state_dismissed": ("set aside by a person", "经人工研判排除"),
    "stale_subject": ("No news from the register {register}", "登记数据“{register}”未更新"),
    "stale_not-updated": (
        "The register {register} last changed {days} day(s) ago; it is expected to change every {expected} day(s).",
        "登记数据“{register}”已 {days} 天未更新,预期每 {expected} 天更新一次。",
    ),
    "stale_old-records": (
        "The register {register} is imported, but its newest record is {days} day(s) old; every {expected} day(s) "
        "there should be new ones.",
        "登记数据“{register}”虽有导入,但最新记录已是 {days} 天前的,预期每 {expected} 天有新记录。",
    ),
    "stale_never": (
        "The register {register} has never been imported, although the nightly run names its file.",
        "夜间任务列有登记数据“{register}”,但从未成功导入。",
    ),
    "stale_do": (
        "Look at `markhound registry freshness` and at the refresh stages of the last run's report.",
        "请查看 `markhound registry freshness` 以及最近一次运行报告中的 refresh 阶段。",
    ),
    "dead_subject": ("A digest could not be delivered", "有一份通知未能送达"),
    "dead": (
        "Watch {watch}, message {message}, to {target}: given up after {rounds} round(s): {detail}",
        "监测 {watch},通知 {message},收件方 {target}:尝试 {rounds} 轮后放弃:{detail}",
    ),
    "dead_do": (
        "Mend what is wrong, then run `markhound watch send {watch} --dead`; nothing of it is lost.",
        "请排除故障后运行 `markhound watch send {watch} --dead`;内容不会丢失。",
    ),
}


def say(word: str, language: str, **values: object) -> str:
    """A sentence in that language ("zh", else English)."""
    text = WORDS[word][language == "zh"]
    return text.format(**values) if values else text
