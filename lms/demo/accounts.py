"""The eight accounts a visitor of the demo logs in with, and what each is there to show."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class DemoAccount:
    username: str
    name: str
    post: str | Promise
    shows: str | Promise


ACCOUNTS = [
    DemoAccount("demo-worker", "周晓岚", _("专职网格员 · 东关街道青松社区"), _("学课、考试、拿证书")),
    DemoAccount("demo-newcomer", "何子涵", _("新任网格员 · 上岗第一天"), _("第一次进来看到什么")),
    DemoAccount("demo-trainer", "沈文静", _("讲师、命题人 · 网格化服务中心"), _("写课程、出题")),
    DemoAccount("demo-reviewer", "梁正东", _("审题人 · 司法局"), _("审题、审稿")),
    DemoAccount("demo-manager", "郑海燕", _("街道管理员 · 东关街道"), _("看本街道谁学了、谁持证")),
    DemoAccount("demo-manager2", "唐卫东", _("街道管理员 · 禾丰街道"), _("只能看到自己的街道")),
    DemoAccount("demo-handler", "韩立新", _("留言办理人 · 消防救援大队、东关街道"), _("受理、转办、答复居民留言")),
    DemoAccount("demo-admin", "程慧敏", _("系统管理员 · 青禾县"), _("管全县")),
]
