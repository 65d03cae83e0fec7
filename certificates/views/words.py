"""How each state of a certificate is said and shown: colour, icon and words together."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.enums import CertificateStatus as Status


@dataclass(frozen=True)
class Look:
    """The state class and icon of the kit, and what a stranger should know or do."""

    state: str
    icon: str
    advice: str | Promise


LOOKS = {
    Status.VALID: Look(
        "passed", "check", gettext_lazy("请核对来人的姓和工作证。本证书只证明完成培训并考核合格，不代表有处罚权。")
    ),
    Status.EXPIRING: Look("due", "clock", gettext_lazy("现在仍然有效。请核对来人的姓和工作证。")),
    Status.EXPIRED: Look(
        "overdue", "history", gettext_lazy("过期说明要复训，不说明当时没合格。可以请社区换一位持证人。")
    ),
    Status.SUSPENDED: Look("due", "minus", gettext_lazy("正在复核。复核完会恢复或注销。")),
    Status.REVOKED: Look("failed", "close", gettext_lazy("不能再当作培训证明。如果有人拿着它上门，请打 12345 核实。")),
    Status.REPLACED: Look("info", "refresh", gettext_lazy("这一张停用了，请看新证。")),
}


def headline(status: Status, days_left: int | None) -> str:
    """The state as the public page says it."""
    if status == Status.VALID:
        return _("证书有效")
    if status == Status.EXPIRING:
        if not days_left:
            return _("有效，今天到期")
        return ngettext("有效，%(days)s 天后到期", "有效，%(days)s 天后到期", days_left) % {"days": days_left}
    return str(status.label)


def short(status: Status, days_left: int | None) -> str:
    """The state in a list of certificates."""
    if status == Status.EXPIRING:
        if not days_left:
            return _("今天到期")
        return ngettext("%(days)s 天后到期", "%(days)s 天后到期", days_left) % {"days": days_left}
    return str(status.label)
