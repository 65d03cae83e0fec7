"""The words of the refusals of people.services: what is wrong and what to do about it."""

from django.utils.translation import gettext_lazy

from core.errors import DomainError

# code → (field of the form it belongs to, words); no field: the whole form.
_WORDS = {
    "username_missing": ("username", gettext_lazy("请填用户名。")),
    "username_is_phone": ("username", gettext_lazy("用户名不能是手机号；手机号填在下面，两样都能登录。")),
    "username_invalid": ("username", gettext_lazy("用户名只能有字母、数字和 @ . + - _，不能有空格。")),
    "username_taken": ("username", gettext_lazy("这个用户名已经有人用了，请换一个。")),
    "name_missing": ("display_name", gettext_lazy("请填姓名。")),
    "phone_length": ("phone", gettext_lazy("手机号应当是 11 位，现在是 %(digits)s 位。")),
    "phone_unreadable": ("phone", gettext_lazy("手机号只填数字，例如 13800138000。")),
    "phone_unknown": ("phone", gettext_lazy("没有这个号段，请核对手机号。")),
    "phone_taken": ("phone", gettext_lazy("这个手机号已经登记在另一个账号上，请核对。")),
    "email_invalid": ("email", gettext_lazy("邮箱写得不对，例如 name@example.org。")),
    "password_weak": ("password", gettext_lazy("密码太弱：%(messages)s")),
    "reason_missing": ("reason", gettext_lazy("请写明原因，会记入审计记录。")),
    "unit_name_missing": ("name", gettext_lazy("请填单位名称。")),
    "unit_kind_unknown": ("kind", gettext_lazy("请选单位类别。")),
    "unit_cannot_be_root": ("parent", gettext_lazy("只有市、区县可以没有上级，请选上级单位。")),
    "unit_kind_not_here": ("parent", gettext_lazy("%(parent)s下面不能设%(kind)s，请另选上级单位。")),
    "unit_closed": (None, gettext_lazy("“%(unit)s”已经撤销，请另选单位。")),
    "unit_below_itself": ("parent", gettext_lazy("单位不能移到它自己下面，请另选上级单位。")),
    "unit_already_there": ("parent", gettext_lazy("它本来就在这个上级单位下面。")),
    "unit_closes_before_opening": ("closed_on", gettext_lazy("撤销日期不能早于设立日期。")),
    "unit_has_open_units": ("closed_on", gettext_lazy("下面还有没撤销的单位，请先撤销或移走它们。")),
    "unit_has_people": ("closed_on", gettext_lazy("到这一天还有人在岗，请先结束他们的任职。")),
    "unit_has_roles": ("closed_on", gettext_lazy("到这一天还有人在这里有角色，请先收回。")),
    "division_code_invalid": ("division_code", gettext_lazy("区划代码应当是 6、9、12 或 15 位数字。")),
    "division_code_taken": ("division_code", gettext_lazy("这个区划代码已经用在另一个单位上，请核对。")),
    "person_inactive": ("person", gettext_lazy("这个账号停用了，请先恢复。")),
    "already_placed": (None, gettext_lazy("这个人在这个单位已经有这个岗位了。")),
    "ends_before_start": ("ends", gettext_lazy("结束日期不能早于开始日期。")),
    "role_already_held": (None, gettext_lazy("这个人在这个单位已经有这个角色了。")),
    "role_already_revoked": (None, gettext_lazy("这个角色已经收回了。")),
    "may_not_grant": ("role", gettext_lazy("您不能授予或收回这个角色：它不低于您自己的角色，或者单位不在您的辖区。")),
}


def refusal_words(refusal: DomainError) -> tuple[str | None, str]:
    """The field a refusal is about and its sentence; a code without words of its own gets a general one."""
    field, words = _WORDS.get(refusal.code, (None, gettext_lazy("没有保存：%(code)s。请联系管理员。")))
    values = {**refusal.context, "code": refusal.code}
    if isinstance(values.get("messages"), list):
        values["messages"] = " ".join(values["messages"])
    return field, str(words) % values


def add_refusal(form, refusal: DomainError) -> None:
    """Show a refusal at its field, or above the form when it has no such field."""
    field, words = refusal_words(refusal)
    form.add_error(field if field in form.fields else None, words)
