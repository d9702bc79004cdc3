"""What registers write for the state of a right, and what it means; the register's own words are kept beside it.

Sources: the enumerations of ST.66, ST.86 and ST.96 (WIPO), the words of KIPRIS, of the German and the European
register, of the Chinese and the Taiwan register as their search pages show them, and the US office's code ranges.
"""

from domain.right import RightStatus

_WORDS = {
    RightStatus.UNKNOWN: "|unknown|undefined",
    RightStatus.REGISTERED: "registered|live|active|valid|granted|renewed|registered and renewed|registration renewed|"
    "registration published|registered and fully published|registered and subject to deferment|protected|in force|"
    "registration cancellation pending|registration surrender pending|cancellation pending|renewal pending|"
    "有效|已注册|注册|授权|注册公告|核准注册|專用期間內|註冊|核准|存續|权利存续|专利权维持|"
    "등록|marke eingetragen|marke eingetragen - löschung anhängig|"
    "marke eingetragen, widerspruchsverfahren läuft|marke eingetragen, widerspruchsfrist läuft",
    RightStatus.PENDING: "pending|filed|published|application filed|application published|application opposed|"
    "application under examination|registration pending|opposition pending|appeal pending|examined|interrupted|"
    "申请中|审查中|初审公告|实质审查|等待实质审查|注册申请|申請中|審查中|公告中|출원|공고|심사중|"
    "marke angemeldet|anmeldung veröffentlicht|anmeldung im prüfungsverfahren|widerspruch eingelegt",
    RightStatus.EXPIRED: "expired|lapsed|ended|registration expired|registration lapsed|design lapsed|"
    "已过期|到期|期满未续展|期滿|届满|權利期滿|专利权终止|소멸|eintragung abgelaufen",
    RightStatus.CANCELLED: "cancelled|canceled|dead|invalid|revoked|surrendered|withdrawn|refused|rejected|abandoned|"
    "application refused|application withdrawn|registration cancelled|registration surrendered|design surrendered|"
    "registration revoked|registration invalidated|design declared invalid|lack of effects|deleted|"
    "无效|已注销|注销|撤销|已撤销|驳回|已驳回|撤回|無效|註銷|撤銷|核駁|已无效|专利权无效|放弃|"
    "거절|포기|취하|무효|취소|각하|"
    "anmeldung zurückgenommen|anmeldung zurückgewiesen|marke nicht eingetragen|akte vernichtet|"
    "verzicht auf eintragung|marke gelöscht|eintragung gelöscht",
}
STATUSES = {word: status for status, words in _WORDS.items() for word in words.split("|")}

# USPTO status codes ("trademark status codes" of its bulk data): those whose meaning no date of the record tells.
US_CODES = (
    (range(600, 610), RightStatus.CANCELLED),  # abandoned
    (range(700, 710), RightStatus.REGISTERED),
    (range(710, 715), RightStatus.CANCELLED),
    (range(800, 801), RightStatus.REGISTERED),  # and renewed
    (range(900, 901), RightStatus.EXPIRED),
)


def status_of(text: str) -> RightStatus | None:
    """What a register's word means; None where nobody knows."""
    return STATUSES.get(text.strip().lower())


def us_status(code: str, *, registered: bool, ended: bool) -> RightStatus:
    """What the US office's code means.

    Args:
        code: three digits.
        registered: whether the record has a registration number.
        ended: whether it has a day of cancellation or abandonment.
    """
    number = int(code) if code.isdecimal() else 0
    found = next((status for codes, status in US_CODES if number in codes), None)
    if found is not None:
        return found
    if ended:
        return RightStatus.CANCELLED
    return RightStatus.REGISTERED if registered else RightStatus.PENDING
