"""What packs say beside the data, in English and Chinese."""

from domain.decision import Reason, Verdict

Text = tuple[str, str]

LANGUAGES = ("en", "zh")

WORDS: dict[str, Text] = {
    "title": ("Case pack: suspected infringement", "疑似侵权案件材料"),
    "subtitle": (
        "This pack records suspicions that a person has confirmed as leads. It is not a finding of law.",
        "本材料记载经人工研判确认的疑似侵权线索,不构成对侵权与否的法律认定。",
    ),
    "case": ("Case", "案件编号"),
    "right": ("The right, as it stood in the register on that day", "权利状况(以采集当日登记簿为准)"),
    "rights_differ": (
        "The register's entry changed between captures; case.json holds each version with its leads.",
        "采集期间登记信息有变更,各版本及对应线索见 case.json。",
    ),
    "leads": ("Listings", "商品链接"),
    "lead": ("Listing", "线索"),
    "as_of": ("Last decision", "最后研判时间"),
    "recipient": ("For", "送交单位"),
    "prepared_by": ("Prepared by", "制作人"),
    "scope": ("Scope", "范围"),
    "profile": ("Made for", "适用对象"),
    "software": ("Made with", "制作工具"),
    "right_id": ("Number", "注册号/专利号"),
    "kind": ("Kind", "权利类型"),
    "trademark": ("trademark", "商标"),
    "design": ("design", "外观设计"),
    "mark_text": ("Mark", "商标文字"),
    "aliases": ("Also known as", "其他名称"),
    "holder": ("Holder", "权利人"),
    "classes": ("Classes", "类别"),
    "goods": ("Goods and services", "核定商品/服务"),
    "status": ("Status", "法律状态"),
    "registered": ("registered", "有效"),
    "pending": ("pending", "申请中"),
    "expired": ("expired", "已过期"),
    "cancelled": ("cancelled", "已注销"),
    "unknown": ("not said by the register", "登记簿未载明"),
    "registered_on": ("Registered on", "注册日"),
    "expires_on": ("Expires on", "有效期至"),
    "jurisdiction": ("Jurisdiction", "地域"),
    "seller": ("Seller", "卖家"),
    "seller_id": ("Seller's number", "卖家编号"),
    "location": ("Location", "所在地"),
    "price": ("Price", "标价"),
    "url": ("Address", "网址"),
    "source": ("Source", "来源"),
    "listing_id": ("Listing number", "商品编号"),
    "captured": ("Captured", "采集时间"),
    "not_captured": ("not captured", "未固证"),
    "listing_pictures": ("Pictures of the listing; what matched is framed", "商品图片(相似区域已框出)"),
    "right_pictures": ("Pictures of the right", "权利图样"),
    "no_picture": ("no picture kept", "无存图"),
    "more_pictures": ("{n} more picture(s) in the archive", "另有 {n} 张图片见存档"),
    "signals": ("What speaks for and against", "比对情况"),
    "for": ("for", "支持"),
    "against": ("against", "反对"),
    "decided_at": ("decided", "研判时间"),
    "protected": ("Right", "权利"),
    "on_day": ("As registered on", "登记状况核验日"),
    "in_force": ("In force on that day", "当日是否有效"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
    "decision": ("Decision", "研判结论"),
    "by": ("by", "研判人"),
    "withheld": ("kept back", "未提供"),
    "note": ("Note", "备注"),
    "captures": ("Captures (SHA-256 of what was received)", "固证清单(SHA-256)"),
    "page": ("page", "网页"),
    "picture": ("picture", "图片"),
    "feed": ("feed", "数据文件"),
    "screenshot": ("screenshot", "网页截图"),
    "custody": ("Custody record", "固证保管记录"),
    "custody_text": (
        "Each night's captures were sealed: a manifest lists the SHA-256 of every file and names the manifest sealed "
        "before it. manifest.json of this pack names those manifests.",
        "每次采集完成后均予封存:封存清单列明每个文件的 SHA-256 值,并载明前一份封存清单的摘要,逐次相连。"
        "本材料的 manifest.json 载明所涉封存清单。",
    ),
    "run": ("Run", "采集批次"),
    "sealed_at": ("Sealed", "封存时间"),
    "manifest": ("Manifest", "封存清单摘要"),
    "previous": ("One before", "前一份摘要"),
    "unsealed": ("not sealed", "未封存"),
    "timestamp": ("Time stamp", "可信时间戳"),
    "timestamp_none": (
        "None. No time-stamping authority is configured: the times in this pack are those of the capturing machine.",
        "无。本机构未配置可信时间戳服务,本材料所载时间均为采集设备时间。",
    ),
    "timestamp_by": ("RFC 3161 token over manifest.json by", "对 manifest.json 的 RFC 3161 时间戳,签发方:"),
    "key": ("Signed with the key", "签名公钥指纹"),
    "verify": ("How to verify", "核验方法"),
    "verify_text": (
        "Open verify.html of this pack in a browser, or run: python3 verify.py. Both work offline. Compare the key's "
        "fingerprint with the one that the office publishes.",
        "用浏览器打开包内 verify.html,或运行 python3 verify.py,均可离线核验;并将公钥指纹与制作机构公布的指纹核对。",
    ),
    "contest": ("How to contest", "异议途径"),
    "contest_text": (
        "Whoever is named here may say to the office that made this pack that the use is authorised, descriptive, a "
        "resale of genuine goods or otherwise lawful, or that the record is wrong. Name the case number and the "
        "listing; a person looks at it again, and a decision that is taken back stays in the log beside its reversal.",
        "材料所涉当事人如认为系经授权使用、描述性使用、正品转售或其他合法使用,或认为记载有误,可向制作机构提出异议,"
        "并注明案件编号与线索序号。异议由工作人员复核;研判被撤销的,原记录与撤销记录一并保留。",
    ),
    "contact": ("Contact", "联系方式"),
    "left_out": ("What was left out", "未提供的内容"),
    "left_out_none": ("Nothing.", "无。"),
    "notes": ("Remarks", "说明"),
    "blanks": ("To be filled in by the recipient", "由接收单位填写"),
    "volume": ("Volume {n} of {of}", "第 {n} 卷,共 {of} 卷"),
    "page_of": ("page", "页"),
}

LEFT_OUT: dict[str, Text] = {
    "authorised_sellers": (
        "authorised sellers of {n} lead(s): the holder's own business",
        "{n} 条线索的授权商名单(权利人商业信息)",
    ),
    "note": ("internal notes on {n} lead(s)", "{n} 条线索的内部备注"),
    "reviewer": ("names of the persons who decided {n} lead(s)", "{n} 条线索的研判人姓名"),
    "score": ("scores of {n} lead(s)", "{n} 条线索的系统分值"),
    "seller_location": ("the seller's location on {n} listing(s)", "{n} 条线索的卖家所在地"),
    "description": ("description texts of {n} listing(s)", "{n} 条线索的商品描述"),
    "attributes": ("attributes of {n} listing(s)", "{n} 条线索的商品属性"),
    "evidence_wacz": (
        "the archive with {n} capture(s): their digests are here, the office keeps the bytes",
        "{n} 份固证的原始存档(本材料载明其摘要,原件由制作机构保存)",
    ),
    "feed": (
        "{n} supplied data file(s): they hold offers of other sellers; their digests are here",
        "{n} 份数据文件(含其他卖家信息;本材料载明其摘要)",
    ),
    "gone": (
        "{n} capture(s) whose record is not in the run's archive any more",
        "{n} 份固证在采集存档中已无记录",
    ),
    "unsealed": ("{n} run(s) that were never sealed", "{n} 个未封存的采集批次"),
    "unlisted": (
        "proof for {n} run(s) that their records stood in the sealed archive: it was sealed without a digest of each",
        "{n} 个采集批次的逐条封存证明(该批次封存时未逐条载明摘要)",
    ),
    "manifest_size": (
        "{n} run manifest(s) too large to be included: their digests are here",
        "{n} 份封存清单因篇幅过大未附(本材料载明其摘要)",
    ),
}  # fmt: skip

MISSING: dict[str, Text] = {
    "feed": ("a feed, kept in the house", "数据文件,由制作机构保存"),
    "gone": ("no record in the run's archive", "存档中无记录"),
    "kept": ("kept in the house", "由制作机构保存"),
}

NOTES: dict[str, Text] = {
    # No figures and no articles: what nobody here has read in the text in force has no place in a pack.
    "thresholds": (
        "Thresholds for criminal liability are not stated here; the receiving office looks them up in the text in "
        "force. What is compared with them (sales, gains, quantity and value of the goods, earlier penalties) is not "
        "known from listings and is left blank; an asking price is no sale.",
        "本材料不载明刑事追诉标准,由接收单位查对现行有效的法律及司法解释文本。"
        "据以比照的销售金额、违法所得、货物数量、货值金额及此前受处罚情况无法由商品链接得知,相应栏目留空;"
        "标价不等于销售金额,须另行查明。",
    ),
    "customs": (
        "Customs recordal, HS codes and consignments are not known from listings. Fields left blank are unknown.",
        "海关备案号、商品编码(HS)及货物运输信息无法由商品链接得知;留空的栏目即为未知。",
    ),
    "platform": (
        "Please keep the records of the listings and of their sales, as evidence, whatever is decided about them.",
        "无论如何处理,请贵平台保存相关商品页面及交易记录以备查证。",
    ),
}

BLANKS: dict[str, Text] = {
    "sales": ("Sales or illegal turnover", "销售金额/非法经营数额"),
    "illegal_gains": ("Illegal gains", "违法所得数额"),
    "earlier_penalties": ("Earlier penalties", "此前受处罚情况"),
    "recordal": ("Customs recordal number", "海关备案号"),
    "hs_code": ("HS code", "商品编码(HS)"),
    "consignment": ("Declaration or waybill", "报关单/运单号"),
    "consignor": ("Consignor", "发货人"),
    "consignee": ("Consignee", "收货人"),
    "port": ("Port", "口岸"),
    "quantity": ("Quantity and weight", "数量及重量"),
    "goods_value": ("Value of the goods", "货值金额"),
}

PROFILE_NAMES: dict[str, Text] = {
    "market": ("market supervision", "市场监管部门"),
    "police": ("police", "公安机关"),
    "customs": ("customs", "海关"),
    "platform": ("platform notice", "电商平台"),
    "holder": ("rights holder", "权利人"),
}

VERDICTS: dict[Verdict, Text] = {
    Verdict.INFRINGING: ("suspected infringement confirmed as a lead", "确认为疑似侵权线索"),
    Verdict.NOT_INFRINGING: ("not infringing", "未见侵权"),
    Verdict.UNSURE: ("unsure", "存疑"),
}

REASONS: dict[Reason, Text] = {
    Reason.UNSTATED: ("no reason given", "未说明理由"),
    Reason.COUNTERFEIT: ("suspected counterfeit", "疑似假冒"),
    Reason.CONFUSING_USE: ("use likely to confuse", "易致混淆的使用"),
    Reason.COPIED_PICTURE: ("copied picture", "盗用图片"),
    Reason.AUTHORISED: ("authorised", "经授权"),
    Reason.RESALE: ("resale of genuine goods", "正品转售"),
    Reason.DESCRIPTIVE: ("descriptive use", "描述性使用"),
    Reason.OTHER_CLASS: ("other class of goods", "类别不同"),
    Reason.COMPATIBLE_PART: ("compatible part", "适配配件"),
    Reason.OWN_NAME: ("own name", "自有名称"),
    Reason.NOT_THE_MARK: ("not the mark", "并非该商标"),
    Reason.DUPLICATE: ("duplicate", "重复"),
    Reason.CANNOT_TELL: ("cannot tell", "无法判断"),
}


def pick(text: Text, language: str, **fields: object) -> str:
    """The text in that language, with its fields filled in."""
    chosen = text[LANGUAGES.index(language)]
    return chosen.format(**fields) if fields else chosen


def say(name: str, language: str, **fields: object) -> str:
    """A word of `WORDS`."""
    return pick(WORDS[name], language, **fields)
