"""The words of the pages about what leaves: packs, audiences, who fetched what."""

PACKS: dict[str, tuple[str, str]] = {
    "packs": ("Packs", "案件材料"),
    "packs_intro": (
        "Each holds the confirmed leads of one right and one seller, with their evidence and a verifier.",
        "每份材料包含同一权利、同一卖家的已确认线索及其证据,附离线核验工具。",
    ),
    "packs_none": ("No pack has been made yet.", "尚未制作案件材料。"),
    "packs_how": (
        "Filter the queue by Confirmed, or open a confirmed lead: there is the button.",
        "在线索队列中筛选“已确认”,或打开一条已确认线索,即可制作。",
    ),
    "pack_make": ("Make packs of these leads", "将以上线索制成案件材料"),
    "pack_make_case": ("Make the pack of this case", "制作本案材料"),
    "pack_case_text": (
        "All confirmed leads of this right and this seller.",
        "包含该权利、该卖家的全部已确认线索。",
    ),
    "pack_for": ("For", "送交对象"),
    "pack_recipient": ("Recipient", "接收单位"),
    "pack_running": ("being made", "制作中"),
    "pack_failed": ("not made", "未制作成功"),
    "pack_leads": ("leads", "条线索"),
    "pack_digest": ("Manifest SHA-256", "清单 SHA-256"),
    "profile_market": ("market supervision", "市场监管"),
    "profile_police": ("police", "公安"),
    "profile_customs": ("customs", "海关"),
    "profile_platform": ("platform", "电商平台"),
    "profile_holder": ("rights holder", "权利人"),
    "action_export": ("exported", "导出材料"),
}
