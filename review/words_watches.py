"""The words of the page of watches: who is told of what, and whether it arrived."""

WATCHES: dict[str, tuple[str, str]] = {
    "watches": ("Watches", "监测"),
    "watches_intro": (
        "Who is told of which leads, how often, and where the last message stands.",
        "向谁通知哪些线索、多久一次,以及最近一次通知的送达情况。",
    ),
    "watches_none": ("Nobody is told of anything yet.", "尚未设置监测。"),
    "watches_how": ("On the server, `markhound watch add` makes one.", "可在服务器上运行 `markhound watch add` 添加。"),
    "watch_of": ("Watch", "监测编号"),
    "watch_often": ("How often", "频率"),
    "watch_told": ("Leads told", "通知的线索"),
    "watch_to": ("To", "收件方"),
    "watch_last": ("Last message", "最近一次通知"),
    "watch_paused": ("paused", "已暂停"),
    "watch_daily": ("daily", "每日"),
    "watch_weekly": ("weekly", "每周"),
    "watch_at-once": ("at once", "即时"),
    "watch_made": ("not tried yet", "待发送"),
    "watch_failed": ("not delivered, will be tried again", "未送达,将重试"),
    "watch_delivered": ("delivered", "已送达"),
    "watch_dead": ("given up", "已放弃"),
    "watch_from": ("from", "评分不低于"),
    "action_view_watches": ("viewed the watches", "查看监测"),
    "action_change_watch": ("changed a watch", "更改监测"),
}
