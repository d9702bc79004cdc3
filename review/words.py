"""Every word of the pages, in English and Chinese."""

from dataclasses import dataclass

LANGUAGES = ("en", "zh")

WORDS: dict[str, tuple[str, str]] = {
    # frame
    "queue": ("Queue", "线索队列"),
    "keys": ("Keys", "快捷键"),
    "leave": ("Sign out", "退出"),
    "other_language": ("中文", "English"),
    "skip": ("Skip to content", "跳到正文"),
    "signed_in_as": ("Signed in as", "当前研判人"),
    "footer": (
        "markhound records suspicions. Nothing leaves without a person’s decision.",
        "markhound 只记录疑似线索;未经人工研判,任何内容都不会移送。",
    ),
    # coming in
    "enter_title": ("Who is deciding?", "由谁研判?"),
    "enter_text": (
        "Your name goes on every decision that you make, and stays in the log.",
        "您的姓名会记入每一次研判,并保留在研判记录中。",
    ),
    "your_name": ("Your name", "您的姓名"),
    "enter": ("Start reviewing", "开始研判"),
    "name_missing": ("Please write a name of ordinary characters.", "请填写姓名(仅限可见字符)。"),
    "locked_title": ("This page needs a one-time link", "需要一次性链接才能进入"),
    "locked_text": (
        "There is no password. Whoever runs the server gets a link on the terminal; it lets one person in, once.",
        "本系统没有默认密码。启动服务的人会在终端看到一个链接,该链接只能由一人使用一次。",
    ),
    "locked_how": (
        "Start the page again and open the link that it prints:",
        "请重新启动本页面,并打开终端中显示的链接:",
    ),
    "locked_used": (
        "That link has been used already, or belongs to an earlier start.",
        "该链接已被使用,或属于之前的启动。",
    ),
    # queue
    "queue_intro": ("Best leads first", "最值得研判的线索在前"),
    "to_decide": ("To decide", "待研判"),
    "all": ("All", "全部"),
    "open": ("Open", "未研判"),
    "changed": ("Changed", "有变化"),
    "lapsed": ("Right lapsed", "权利已失效"),
    "unsure": ("Unsure", "存疑"),
    "confirmed": ("Confirmed", "已确认"),
    "dismissed": ("Dismissed", "已排除"),
    "states": ("States", "状态"),
    "score": ("Score", "分值"),
    "more": ("More leads", "更多线索"),
    "first_page": ("Back to the top", "回到最前"),
    "nothing_here": ("No leads here", "这里没有线索"),
    "nothing_to_decide": ("All decided", "全部研判完毕"),
    "nothing_text": ("The next scan brings new ones.", "下次扫描后会有新的线索。"),
    "open_first": ("Start with the first", "从第一条开始"),
    "no_picture": ("no picture", "无图"),
    "against_it": ("Against:", "反对:"),
    # lead
    "suspected_mark": ("Suspected use of the mark", "疑似使用商标"),
    "suspected_design": ("Suspected copy of the design", "疑似仿冒外观设计"),
    "previous": ("Previous", "上一条"),
    "next": ("Next", "下一条"),
    "listing": ("Listing", "商品链接"),
    "right": ("Protected right", "受保护权利"),
    "trademark": ("Trademark", "商标"),
    "design": ("Design", "外观设计"),
    "listing_picture": ("Picture {n} of the listing", "商品图片 {n}"),
    "right_picture": ("Picture {n} of the right", "权利图样 {n}"),
    "a_picture": ("picture", "图片"),
    "matched_region": ("the matched part is framed", "相似区域已框出"),
    "not_stored": ("{n} picture(s) known but not stored", "{n} 张图片未保存"),
    "seller": ("Seller", "卖家"),
    "price": ("Price", "价格"),
    "brand": ("Brand field", "品牌栏"),
    "category": ("Category", "类目"),
    "source": ("Source", "来源"),
    "location": ("Location", "所在地"),
    "description": ("Description", "商品描述"),
    "attributes": ("Attributes", "属性"),
    "seen": ("Seen", "采集时间"),
    "found": ("Found", "发现时间"),
    "last_found": ("Last found", "最近发现"),
    "unknown": ("not stated", "未注明"),
    "capture": ("As we saw it", "固证信息"),
    "address": ("Address", "网址"),
    "digest": ("SHA-256", "SHA-256"),
    "taken_at": ("Taken at", "固证时间"),
    "size": ("Size", "大小"),
    "bytes": ("bytes", "字节"),
    "no_capture": ("No capture of this page is stored.", "未保存该页面的固证。"),
    "copy": ("Copy", "复制"),
    "copied": ("Copied", "已复制"),
    "open_live": ("Open the live page", "打开原网页"),
    "holder": ("Holder", "权利人"),
    "right_id": ("Number", "注册号"),
    "aliases": ("Also known as", "别名"),
    "nice_classes": ("Nice classes", "尼斯分类"),
    "locarno_classes": ("Locarno classes", "洛迦诺分类"),
    "goods": ("Goods", "商品/服务"),
    "jurisdiction": ("Jurisdiction", "法域"),
    "status": ("Status", "法律状态"),
    "registered": ("Registered", "已注册"),
    "pending": ("Pending", "申请中"),
    "expired": ("Expired", "已届满"),
    "cancelled": ("Cancelled", "已撤销"),
    "validity": ("Validity", "有效期"),
    "from_until": ("{start} to {end}", "{start} 至 {end}"),
    "in_force": ("in force on {day}", "{day} 有效"),
    "not_in_force": ("not in force on {day}", "{day} 无效"),
    "authorised": ("Authorised sellers", "授权商"),
    # signals
    "signals": ("Why this is here", "为何列为线索"),
    "speaks_for": ("for", "支持"),
    "speaks_against": ("against", "反对"),
    "scorer": ("Scored by", "评分器"),
    "in_listing": ("listing", "商品"),
    "in_right": ("right", "权利"),
    "not_found_since": (
        "The listing was seen again since without this suspicion, which was last found at",
        "此后再次采集到该商品，但未再发现此嫌疑；最后一次发现于",
    ),
    "changes": ("Changed since the last decision", "上次研判后的变化"),
    # deciding
    "decide": ("Decision", "研判"),
    "infringing": ("Infringing", "侵权"),
    "not_infringing": ("Not infringing", "不侵权"),
    "reason": ("Reason", "理由"),
    "note": ("Note", "备注"),
    "note_hint": ("optional", "选填"),
    "log": ("Decision log", "研判记录"),
    "log_empty": ("No decision yet.", "尚无研判。"),
    "recorded": ("Recorded", "已记录"),
    "look_again": ("Look again", "再看一次"),
    "stale_title": ("Not recorded: this lead changed while you were looking", "未记录:您查看期间该线索已变化"),
    "stale_text": (
        "A newer scan brought other evidence. Below is the lead as it is now; please look again, then decide.",
        "较新的扫描带来了不同的证据。以下为最新内容,请重新查看后再研判。",
    ),
    # reasons
    "reason_unstated": ("no reason given", "未说明"),
    "reason_counterfeit": ("counterfeit", "假冒"),
    "reason_confusing_use": ("confusing use", "易致混淆"),
    "reason_copied_picture": ("copied picture", "盗用图片"),
    "reason_authorised": ("authorised seller", "授权销售"),
    "reason_resale": ("resale of genuine goods", "正品转售"),
    "reason_descriptive": ("descriptive use", "描述性使用"),
    "reason_other_class": ("another class of goods", "不同类别"),
    "reason_compatible_part": ("compatible part", "兼容配件"),
    "reason_own_name": ("own trade name", "自有名称"),
    "reason_not_the_mark": ("not the mark", "并非该商标"),
    "reason_duplicate": ("duplicate", "重复"),
    "reason_cannot_tell": ("cannot tell", "无法判断"),
    # keys
    "key_infringing": ("infringing", "侵权"),
    "key_not_infringing": ("not infringing", "不侵权"),
    "key_unsure": ("unsure", "存疑"),
    "key_next": ("next lead", "下一条"),
    "key_previous": ("previous lead", "上一条"),
    "key_open": ("open the marked lead (queue)", "打开所选线索(队列页)"),
    "key_reason": ("choose a reason", "选择理由"),
    "key_note": ("write a note", "填写备注"),
    "key_queue": ("back to the queue", "返回队列"),
    "key_again": ("look again at the one just decided", "再看刚研判的一条"),
    "key_help": ("this list", "显示本列表"),
    "close": ("Close", "关闭"),
    # problems
    "problem_400": ("The page could not read that request.", "无法识别该请求。"),
    "problem_403": ("That form does not belong to your session.", "该表单不属于您当前的会话。"),
    "problem_404": ("There is nothing here.", "这里没有内容。"),
    "problem_405": ("That cannot be done here.", "此处不能这样操作。"),
    "problem_413": ("That is too long.", "内容过长。"),
    "problem_text": ("Go back to the queue and try again.", "请返回队列后重试。"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language: `t("queue")`, `t("listing_picture", n=2)`."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """The word.

        Raises:
            KeyError: no such word.
        """
        return WORDS[key][LANGUAGES.index(self.language)].format(**values)
