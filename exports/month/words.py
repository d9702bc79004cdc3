"""The words of the report, in English and Chinese."""

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Suspected infringements: monthly report", "疑似侵权线索月度报告"),
    "month": ("{year}-{month:02d}", "{year}年{month}月"),
    "made": ("Made on {day}", "生成日期:{day}"),
    "summary": ("The month at a glance", "本月概览"),
    "recorded": ("Leads recorded", "记录线索"),
    "decided": ("Decisions", "研判"),
    "confirmed": ("of these confirmed", "其中确认"),
    "sent": ("Referrals sent", "移送(件)"),
    "leads": ("Leads referred", "移送线索"),
    "handled": ("Referrals handled", "办结(件)"),
    "action_taken": ("Action taken", "已处置"),
    "dismissed": ("Dismissed", "不予处置"),
    "returned": ("Returned", "已退回"),
    "days": ("Days to close, median", "办结天数(中位)"),
    "open": ("Open at the end", "月末在办"),
    "overdue": ("Overdue at the end", "月末逾期"),
    "closed": ("Closed of all sent", "累计办结率"),
    "relisted": ("Up again after an action", "处置后再次上架"),
    "change": ("month before", "上月"),
    "by_month": ("The last twelve months", "近十二个月"),
    "by_day": ("Day by day", "逐日情况"),
    "day": ("Day", "日期"),
    "month_word": ("Month", "月份"),
    "by_team": ("By team", "按承办单位"),
    "by_district": ("By district", "按地区"),
    "team": ("Team", "承办单位"),
    "district": ("District", "地区"),
    "unnamed": ("not named", "未注明"),
    "late": ("Overdue referrals", "逾期移送"),
    "late_none": ("None is overdue.", "无逾期。"),
    "late_more": ("The {n} longest overdue of {of}.", "共 {of} 件,此处列出逾期最久的 {n} 件。"),
    "referral": ("Referral", "移送编号"),
    "state": ("State now", "目前状态"),
    "due": ("Due", "期限"),
    "late_days": ("Days late", "逾期天数"),
    "how": (
        "Recorded, sent and handled count what happened in the month; open and overdue stand at its end. Handled: a "
        "team has taken action or dismissed. Closed: of all referrals ever sent and not returned, those handled. A "
        "lead is a suspicion that a person has confirmed or will decide; figures are of leads, not of persons.",
        "记录、移送、办结为本月发生数;在办、逾期为月末数。办结:承办单位已处置或不予处置。累计办结率:历来移送且未退回者中"
        "已办结的比例。线索仅为疑似,由人工研判;本报告统计线索与移送,不对个人排名。",
    ),
    "page": ("Page", "第"),
    "short_recorded": ("Recorded", "记录"),
    "short_sent": ("Sent", "移送"),
    "short_handled": ("Handled", "办结"),
    "short_days": ("Days", "天数"),
    "short_open": ("Open", "在办"),
    "short_overdue": ("Overdue", "逾期"),
    "short_closed": ("Closed", "办结率"),
    "short_action": ("Action", "处置"),
    "short_dismissed": ("Dismissed", "不予"),
    "short_returned": ("Returned", "退回"),
}
LANGUAGES = ("en", "zh")


def word(key: str, language: str, **values: object) -> str:
    """The word in that language.

    Raises:
        KeyError: no such word.
    """
    text = WORDS[key][LANGUAGES.index(language)]
    return text.format(**values) if values else text
