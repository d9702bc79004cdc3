"""What each rule says, and what to do: (what, 何事, what to do, 如何处置)."""

from watches.alarms.rules import Labels, Rule
from watches.news import line

_SAYS: dict[str, tuple[str, str, str, str]] = {
    "night-late": (
        "A night is {value} late", "夜间任务已推迟 {value}",
        "See whether the timer or `markhound schedule` runs; start the night by hand with `markhound scan`.",
        "请检查定时器或 `markhound schedule` 是否在运行;可用 `markhound scan` 手动启动。",
    ),
    "night-unfinished": (
        "A night has not ended for {value}", "夜间任务已持续 {value} 仍未结束",
        "See in logs/markhound.jsonl which source it is at; one that was cut off goes on by `markhound scan`.",
        "请在 logs/markhound.jsonl 中查看停在哪个来源;中断的任务用 `markhound scan` 续跑。",
    ),
    "stage-failed": (
        "Stage {stage} of {source} failed", "{source} 的 {stage} 阶段失败",
        "Read report.md of the last run, mend the cause, then run `markhound scan` for that source.",
        "请查看最近一次运行的 report.md,排除原因后对该来源运行 `markhound scan`。",
    ),
    "source-short": (
        "{source} gave {value} listings too few", "{source} 比预期少 {value} 条商品链接",
        "Read crawl.log of that source; lower min_listings only if the shop became smaller.",
        "请查看该来源的 crawl.log;仅在店铺确已缩小时才下调 min_listings。",
    ),
    "source-dead": (
        "{source} could not be read for {value} nights", "{source} 已连续 {value} 夜无法读取",
        "Read crawl.json of that source; mend its table in sources.toml, or set enabled = false.",
        "请查看该来源的 crawl.json;修正 sources.toml,或设为 enabled = false。",
    ),
    "source-errors": (
        "A share of {value} of what {source} was asked for came to nothing", "{source} 的请求失败比例为 {value}",
        "Look at the kinds of problems in report.md; ask more slowly if the shop refuses.",
        "请查看 report.md 中的问题种类;如店铺拒绝访问,请放慢抓取。",
    ),
    "index-behind": (
        "The registry has had no index for {value}", "登记数据已有 {value} 没有对应索引",
        "Run `markhound registry import` again, and look for memory and disk space.",
        "请重新运行 `markhound registry import`,并检查内存和磁盘空间。",
    ),
    "register-stale": (
        "The register {register} is stale", "登记数据“{register}”未更新",
        "Look at `markhound registry freshness`.", "请查看 `markhound registry freshness`。",
    ),
    "queue-old": (
        "A lead has waited for {value}", "有线索已等待 {value}",
        "Let more people review, raise MARKHOUND_MIN_SCORE, or dismiss what is old.",
        "请增加研判人员、提高 MARKHOUND_MIN_SCORE,或清理陈旧线索。",
    ),
    "precision-fell": (
        "Precision fell by more than chance explains", "准确率下降,超出偶然波动",
        "Compare /overview with the weeks before: a new scorer, a new register, or one source may be the reason.",
        "请在 /overview 与前几周对比:可能是评分器、登记数据或某个来源变化所致。",
    ),
    "disk-low": (
        "Only {value} are free where the data lies", "数据所在磁盘仅剩 {value}",
        "Make room, or move old runs away; a night that finds no room stops.",
        "请清理空间或移走旧的运行目录;空间不足时夜间任务会停止。",
    ),
    "deliveries-failing": (
        "Digests or alerts have not been delivered for {value}", "通知已有 {value} 未能送达",
        "See `markhound watch list`, and whether the mail server and the webhooks can be reached.",
        "请查看 `markhound watch list`,并确认邮件服务器和回调地址可达。",
    ),
    "backup-old": (
        "The last backup is {value} old", "最近一次备份已是 {value} 之前",
        "Run `markhound backup`, and see why its timer did not.", "请运行备份,并检查其定时器。",
    ),
    "part-down": (
        "The numbers of {part} cannot be computed", "无法获取 {part} 的指标",
        "Run `markhound doctor`: the database may be away, the disk full, or sources.toml wrong.",
        "请运行 `markhound doctor`:可能是数据库不可用、磁盘已满或 sources.toml 有误。",
    ),
}  # fmt: skip
_HEADS = {
    "fired": ("Alert: {what}", "告警:{what}"),
    "again": ("Still so: {what}", "仍未解决:{what}"),
    "over": ("Over: {what}", "已解除:{what}"),
    "since": ("Since {since}.", "始于 {since}。"),
    "more": ("and {n} more", "等共 {n} 项"),
    "test": ("A test: alerts reach you.", "测试:告警可以送达。"),
    "test_do": ("There is nothing to do.", "无需处理。"),
}


def what(rule: Rule, labels: Labels, value: float, language: str) -> str:
    """One sentence of an incident."""
    given = {name: line(said, 80) for name, said in labels}
    return _SAYS[rule.name][language == "zh"].format(**given, value=_amount(rule, value))


def todo(name: str, language: str) -> str:
    """What whoever is told should do."""
    return _SAYS[name][2 + (language == "zh")]


def head(kind: str, language: str, **values: object) -> str:
    """The words around."""
    return _HEADS[kind][language == "zh"].format(**values)


def _amount(rule: Rule, value: float) -> str:
    if rule.age or rule.metric.endswith("_seconds"):
        return f"{value / 86_400:.1f} d" if value >= 2 * 86_400 else f"{value / 3_600:.1f} h"
    if rule.metric.endswith("_bytes"):
        return f"{value / 1e9:.1f} GB"
    return f"{value * 100:.0f} %" if rule.metric.endswith("_ratio") else f"{value:,.0f}"
