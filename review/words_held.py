"""The words of the pages about a day's list and about what is held back."""

HELD: dict[str, tuple[str, str]] = {
    # the day's list
    "today": ("Today", "今日任务"),
    "today_intro": (
        "{listed} leads that are worth most together, of {budget} that can be decided in a day; {explored} of them "
        "drawn by chance from below the cut",
        "今日可研判 {budget} 条,已按整体价值选出 {listed} 条;其中 {explored} 条从未入选者中随机抽取",
    ),
    "today_done": ("Today’s list is done; this is the whole queue.", "今日任务已完成,以下为全部队列。"),
    "why_here": ("Why here", "入列理由"),
    "why_chosen": (
        "place {place}: chance {chance} × weight {weight} × fresh {fresh}",
        "第 {place} 位:可能性 {chance} × 权重 {weight} × 新颖度 {fresh}",
    ),
    "why_drawn": (
        "place {place}: drawn by chance from below the cut (1 in {one_in})",
        "第 {place} 位:从未入选者中随机抽取(约 {one_in} 分之一)",
    ),
    "why_help": (
        "Weight: harm of the goods, and how many were sold. Fresh: 1 where none above shares its group, right, seller.",
        "权重:商品危害程度与销量。新颖度:前面没有同组、同权利、同卖家的线索时为 1。",
    ),
    # held back
    "held": ("Held back", "暂缓"),
    "held_intro": (
        "What fires many times more than usual, and what somebody never wants to see again. Nothing here is lost.",
        "命中数远超平常的内容,以及被标为“不再提示”的内容;均予保留,不会丢失。",
    ),
    "held_none": ("Nothing is held back.", "暂无暂缓内容。"),
    "held_floods": ("Many times more than usual", "命中数异常增多"),
    "held_never": ("Never again", "不再提示"),
    "held_lead": ("This lead is held back", "此线索已暂缓"),
    "held_released": ("Released", "已放行"),
    "held_by": ("by", "由"),
    "held_until": ("until", "截至"),
    "held_waiting": ("waits for somebody to look", "待查看"),
    "held_kept": ("kept", "继续暂缓"),
    "held_storm": ("Possible storm: many sellers, one right", "疑似群体性侵权:多个卖家涉及同一权利"),
    "held_storm_text": (
        "Many different sellers stand behind it, none of them for most of it. One right copied by many at once looks "
        "so; so does a word that everybody uses. The sample tells which.",
        "涉及众多卖家,且无一家占多数。多人同时仿冒同一权利会如此,人人都在用的普通词语也会如此;请据样本判断。",
    ),
    "held_shop": ("One seller stands for most of it", "多数来自同一卖家"),
    "of_word": ("the word", "文字"),
    "of_picture": ("the listing’s picture", "商品图片"),
    "of_view": ("the right’s picture", "权利图样"),
    "of_seller": ("the seller", "卖家"),
    "of_right": ("all its hits", "全部命中"),
    "held_counts": (
        "{hits} of {listings} listings of {source}; up to {limit} are usual",
        "来源 {source} 的 {listings} 条商品中命中 {hits} 条;平常不超过 {limit} 条",
    ),
    "held_behind": (
        "{waiting} leads held back · {sellers} sellers · {wordings} wordings · {pictures} pictures",
        "暂缓线索 {waiting} 条 · 卖家 {sellers} 家 · 不同文案 {wordings} 种 · 不同图片 {pictures} 张",
    ),
    "held_sample": ("A sample, drawn by chance", "随机样本"),
    "held_look": ("Look", "查看"),
    "release": ("Release: all go to the queue", "放行:全部进入队列"),
    "keep": ("Keep held back", "继续暂缓"),
    "reopen": ("Hold back again", "重新暂缓"),
    "until_day": ("until (empty: for good)", "截至日期(留空:长期)"),
    "held_log": ("What happened", "处理记录"),
    "step_opened": ("made", "设立"),
    "step_kept": ("kept", "继续暂缓"),
    "step_released": ("released", "放行"),
    "step_reopened": ("held back again", "重新暂缓"),
    "step_expired": ("its last day was over", "到期"),
    "the_night": ("the night", "夜间任务"),
    # never again
    "never": ("Never this again", "不再提示此类"),
    "never_text": (
        "Only for this right. Open leads of the same kind leave the queue now, later ones are held back; taking it "
        "back brings them back.",
        "仅对此权利生效。同类未研判线索即刻移出队列,以后的也会暂缓;撤销后全部恢复。",
    ),
    "never_what": ("What", "内容"),
    "never_even_so": ("even so", "仍要设立"),
    "never_again_add": ("Hold back from now on", "设为不再提示"),
    "refused_too-many-confirmed": (
        "Not recorded: leads of this kind have been confirmed. Look at them first; if those were wrong, say “even so”.",
        "未设立:已有同类线索被确认。请先核对;如确属误判,请勾选“仍要设立”。",
    ),
    "problem_no-such-hold": ("That is not held back any more, or is so already.", "该内容已放行,或已处于暂缓状态。"),
    "action_view_held": ("viewed what is held back", "查看暂缓内容"),
    "action_hold": ("changed what is held back", "变更暂缓内容"),
}
