"""Every word of the pages, in English and Chinese."""

from dataclasses import dataclass

from review.words_complaints import COMPLAINTS
from review.words_held import HELD
from review.words_loop import LOOP
from review.words_networks import NETWORKS
from review.words_packs import PACKS
from review.words_people import PEOPLE
from review.words_quality import QUALITY
from review.words_search import SEARCH
from review.words_watches import WATCHES

LANGUAGES = ("en", "zh")

WORDS: dict[str, tuple[str, str]] = {
    **PEOPLE,
    **QUALITY,
    **LOOP,
    **PACKS,
    **SEARCH,
    **WATCHES,
    **NETWORKS,
    **HELD,
    **COMPLAINTS,
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
    "first_title": ("Nobody has an account yet", "尚无任何账户"),
    "first_text": (
        "There is no default password. The first start on the server prints a link on its terminal; "
        "whoever opens it sets a password and administers. Start it there and open that link:",
        "本系统没有默认密码。首次启动时,服务器终端会显示一个链接;打开该链接的人设置密码并成为管理员。"
        "请在服务器上启动并打开该链接:",
    ),
    "locked_how": (
        "No password, or forgotten? An administrator makes a one-time link under Accounts; so does, on the server,",
        "没有密码或忘记密码?管理员可在“账户管理”中生成一次性链接,也可在服务器上运行",
    ),
    "locked_used": (
        "That link has been used already, or belongs to an earlier start.",
        "该链接已被使用,或属于之前的启动。",
    ),
    # queue
    "filter": ("Filter", "筛选"),
    "apply": ("Apply", "应用"),
    "clear": ("Clear", "清除"),
    "search": ("Search", "搜索"),
    "search_hint": ("title, brand, seller, mark, number", "标题、品牌、卖家、商标、编号"),
    "district": ("District", "地区"),
    "signal": ("Signal", "信号"),
    "goods_class": ("Class", "类别"),
    "score_from": ("Score from", "分值从"),
    "score_to": ("to", "至"),
    "assigned": ("Assigned to", "承办人"),
    "assigned_me": ("me", "我"),
    "assigned_nobody": ("nobody", "未分配"),
    "since": ("Found since", "发现于"),
    "any": ("any", "不限"),
    "minimap": ("Distribution of scores", "分值分布"),
    "minimap_column": ("{low} to {high}: {count} leads", "{low} 至 {high}:{count} 条"),
    "matching": ("leads", "条线索"),
    "at_least": ("at least", "至少"),
    "cut": (
        "The best 5,000 leads were looked through; there may be more further down.",
        "已查看前五千条;其后可能还有。",
    ),
    "go_on": ("Look further", "继续查看"),
    "views": ("Saved views", "已存筛选"),
    "view_save": ("Save this view as", "将当前筛选存为"),
    "view_drop": ("Forget", "删除"),
    "alike": ("{n} alike", "同类 {n} 条"),
    "claimed_by": ("open at", "正由此人查看:"),
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
    "screenshot": ("As a browser showed it", "浏览器截图"),
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
    "similar_groups": ("Similar groups", "类似群"),
    "disclaimer": ("Not claimed by itself", "放弃专用权部分"),
    "well_known": ("well known", "驰名商标"),
    "from_until": ("{start} to {end}", "{start} 至 {end}"),
    "in_force": ("in force on {day}", "{day} 有效"),
    "not_in_force": ("not in force on {day}", "{day} 无效"),
    "authorised": ("Authorised sellers", "授权商"),
    # signals
    "signals": ("Why this is here", "为何列为线索"),
    "speaks_for": ("for", "支持"),
    "speaks_against": ("against", "反对"),
    "adds": ("adds to the log-odds", "对数几率贡献"),
    "scorer": ("Scored by", "评分器"),
    "registry_version": ("Registry", "权利库版本"),
    "by_rematch": ("found when the right was new, in a listing seen earlier", "权利新增或变更后比对既有商品所得"),
    "in_listing": ("listing", "商品"),
    "in_right": ("right", "权利"),
    "not_found_since": (
        "The listing was seen again since without this suspicion, which was last found at",
        "此后再次采集到该商品，但未再发现此嫌疑；最后一次发现于",
    ),
    "changes": ("Changed since the last decision", "上次研判后的变化"),
    "compare": ("Compare the pictures", "对比图片"),
    "compare_hint": ("Drag or use the arrow keys: both move together.", "拖动或用方向键移动,两图同步。"),
    "zoom_in": ("larger", "放大"),
    "zoom_out": ("smaller", "缩小"),
    "zoom_none": ("whole", "还原"),
    "zoom_parts": ("Matched parts", "相似区域"),
    "history": ("History of this listing", "该商品的历史"),
    "as_decided": ("as it was when decided", "研判时的内容"),
    "gone_since": ("The listing is no longer on sale: gone since", "该商品已下架,自此次采集起不再出现:"),
    "last_seen": ("Listing last seen", "最近采集到该商品"),
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
    "key_undo": ("undo the last decision (ten minutes)", "撤销上一次研判(十分钟内)"),
    "key_compare": ("compare the pictures", "对比图片"),
    "key_evidence": ("go to the evidence", "查看固证"),
    "key_search": ("search", "搜索"),
    "key_help": ("this list", "显示本列表"),
    "close": ("Close", "关闭"),
    # problems
    "problem_400": ("The page could not read that request.", "无法识别该请求。"),
    "problem_403": ("That form does not belong to your session.", "该表单不属于您当前的会话。"),
    "problem_not-allowed": ("Your role does not allow that.", "您的角色无此权限。"),
    "problem_does-not-stand": (
        "That decision does not stand any more: it was taken back, or another one followed it.",
        "该研判已不再有效:已被撤回或已有后续研判。",
    ),
    "problem_needs-reason": ("Write why it is taken back.", "请填写撤回理由。"),
    "problem_needs-role": ("Choose at least one role.", "请至少选择一个角色。"),
    "problem_not-oneself": (
        "You cannot take your own administration away; another administrator can.",
        "不能取消自己的管理权限,请由其他管理员操作。",
    ),
    "problem_nobody-senior": ("There is no senior reviewer to escalate to.", "没有可上报的高级研判员。"),
    "problem_too-many-views": ("You keep too many views; forget one first.", "已存筛选过多,请先删除一个。"),
    "problem_short-password": ("A password has at least 10 characters.", "密码至少 10 个字符。"),
    "problem_404": ("There is nothing here.", "这里没有内容。"),
    "problem_405": ("That cannot be done here.", "此处不能这样操作。"),
    "problem_409": ("Somebody was quicker.", "已有他人先行操作。"),
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
        word = WORDS[key][self.language == LANGUAGES[1]]
        return word.format(**values) if values else word
