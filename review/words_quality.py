"""The words of the pages that say how good decisions are: checks, agreement, what was missed, usual prices."""

QUALITY: dict[str, tuple[str, str]] = {
    # checks
    "checks": ("Checks", "抽检"),
    "check_title": ("Check", "抽检"),
    "check_text": (
        "Answer as you would decide. Some of these were decided by somebody else, of some the answer is known. "
        "You are not told which, and your answer changes no lead.",
        "请按平时研判的标准作答。其中有的已由他人研判,有的答案已知;此处不说明属于哪一种,您的回答不改变任何线索。",
    ),
    "check_unqueued": (
        "This listing gave no lead. Does it seem to infringe a trademark or design that you know of? "
        "If so, name it in the note. Your answer changes no lead.",
        "该商品未形成线索。是否疑似侵犯您所知的商标或外观设计?如是,请在备注中写明。您的回答不改变任何线索。",
    ),
    "check_answer": ("Answer", "作答"),
    "check_none": ("No check is due for you", "目前没有需要您抽检的内容"),
    "check_none_text": ("Go on with the queue; checks come in between.", "请继续研判队列;抽检会穿插出现。"),
    "golden": ("Known answer", "已知答案"),
    "golden_text": (
        "Reviewers who have not decided this lead will be asked about it, without being told that the answer is known.",
        "未研判过此线索的人员会在不知情的情况下被问到它。",
    ),
    "golden_none": ("none", "无"),
    "action_view_check": ("viewed a check", "查看抽检"),
    "action_answer_check": ("answered a check", "回答抽检"),
    "action_set_golden": ("set a known answer", "设定已知答案"),
    "action_view_quality": ("viewed figures of persons", "查看人员质量数据"),
    # quality page
    "quality": ("Quality", "研判质量"),
    "quality_text": (
        "Shares stand with their 95 % interval (Wilson). A wide one says that there were few cases, not that somebody "
        "decides badly. People stand by name.",
        "各比例附 95% 威尔逊区间;区间宽只说明样本少,不代表研判不好。人员按姓名排列。",
    ),
    "agreement": ("Agreement with blind second readers", "与盲审第二人的一致性"),
    "agreement_text": (
        "Cohen’s kappa: 1 is full agreement, 0 is what chance would give.",
        "科恩 κ 系数:1 为完全一致,0 为随机水平。",
    ),
    "kappa": ("Kappa", "κ 系数"),
    "agreed": ("Same verdict", "结论相同"),
    "overall": ("All readers", "全部人员"),
    "pair": ("Two readers", "两人之间"),
    "too_few": ("too few to say", "样本不足"),
    "by_reviewer": ("Reviewers", "研判人员"),
    "by_reviewer_own": ("Your own figures", "您本人的数据"),
    "reviewer": ("Reviewer", "研判人员"),
    "own_precision": ("Confirmed of decided", "确认占研判"),
    "upheld": ("Upheld by second reader", "第二人维持"),
    "golden_right": ("Known answers given", "已知答案答对"),
    "missed": ("Missed leads", "漏检估计"),
    "missed_text": (
        "Of {of} listings without a lead that people looked at, {hits} seemed infringing. "
        "Among the {listings} listings that gave no lead on the last night, that would be about",
        "人工查看了 {of} 条未形成线索的商品,其中 {hits} 条疑似侵权。"
        "最近一夜共有 {listings} 条商品未形成线索,据此估计漏检约",
    ),
    "missed_unknown": (
        "Nobody has looked at a listing without a lead in this period, so nothing can be said of what was missed.",
        "本时段内尚无人查看未形成线索的商品,无法估计漏检。",
    ),
    "range": ("{low} to {high}", "{low} 至 {high}"),
    "waiting": ("Waiting for an answer", "待作答"),
    "kind_second": ("second readings", "盲审复核"),
    "kind_golden": ("known answers (asked of everybody)", "已知答案(对每人提问)"),
    "kind_unqueued": ("listings without a lead", "未形成线索的商品"),
    "disagreements": ("Open disagreements", "待处理的分歧"),
    "disagreements_text": (
        "The first decision stands until somebody decides again or takes it back.",
        "首次研判在再次研判或撤回之前继续有效。",
    ),
    "first_verdict": ("First", "首次"),
    "second_verdict": ("Second", "第二人"),
    # overview
    "closed_loop": ("From suspicion to result", "闭环情况"),
    "closed_loop_text": (
        "What became of the leads first found in this period, each step with its share of the one before. Handled: a "
        "team has taken action or dismissed it.",
        "本时段新增线索的去向,各环节附占上一环节的比例。办结:承办单位已处置或不予处置。",
    ),
    "step_recorded": ("recorded", "已记录"),
    "step_decided": ("decided", "已研判"),
    "step_confirmed": ("confirmed", "已确认"),
    # price
    "usual_price": (
        "usually {middle} (middle half {low} to {high}, {n} offers that refer to this right{goods})",
        "通常为 {middle}(中间半数 {low} 至 {high},据 {n} 条涉及该权利的商品{goods})",
    ),
    "usual_goods": (", class {goods}", ",第 {goods} 类"),
    "usual_ratio": ("{percent} % of the usual price", "为通常价格的 {percent}%"),
}
