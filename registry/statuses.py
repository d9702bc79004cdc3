"""What registers write for the state of a right, and what it means; the register's own words are kept beside it.

Sources: the enumerations of ST.66, ST.86 and ST.96 (WIPO), the words of KIPRIS, of the German and the European
register, of the Chinese and the Taiwan register as their search pages show them; for the US office's codes Table 1 of
its "Trademark Applications Documentation", which goes with the DTD of the bulk files.
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

# USPTO status codes: Table 1 of its "Trademark Applications Documentation" (the DTD's companion, v2.x), codes 706 to
# 709 from the status lines it publishes since Madrid registrations are maintained under section 71. Codes whose meaning
# a registration number or a day of ending tells as well (examination 630-694, extensions 718-734, statements of use
# 744-757 and 806-825, proceedings 760-794) are left to those.
US_CODES: tuple[tuple[tuple[int, ...] | range, RightStatus], ...] = (
    ((401, 402, 403), RightStatus.CANCELLED),  # the international registration ended; 400 awaits transformation
    ((600, 601, 602, 603, 604, 605, 606, 607, 608, 609, 614, 618), RightStatus.CANCELLED),  # abandoned
    ((400, 612, 616, 672, 673), RightStatus.PENDING),  # petition to revive, revived, reinstated
    ((622,), RightStatus.CANCELLED),  # a serial number given by mistake
    ((624,), RightStatus.REGISTERED),  # back file
    ((626,), RightStatus.CANCELLED),  # back file, cancelled or expired
    (range(700, 709), RightStatus.REGISTERED),  # and its sections 8, 15 and 71 accepted
    (range(709, 715), RightStatus.CANCELLED),  # sections 71, 8, 7, 37, 18, 24
    ((715,), RightStatus.PENDING),  # cancelled, restored to pendency
    ((716,), RightStatus.CANCELLED),  # the registration number was given by mistake
    ((717, 740, 800), RightStatus.REGISTERED),  # awaiting a fee; a paper filed after registration; renewed
    ((900,), RightStatus.EXPIRED),
)


def status_of(text: str) -> RightStatus | None:
    """What a register's word means; None where nobody knows."""
    return STATUSES.get(text.strip().lower())


def us_status(code: str, *, registered: bool, ended: bool) -> RightStatus:
    """What the US office's code means (`US_CODES`, and where that leaves it open the two facts).

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
