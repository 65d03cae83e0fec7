"""这页有用吗？ One answer, and if it did not help, why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.enums import Useful, UselessBecause


class UsefulForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("这页有用吗？"),
        choices=Useful.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请先选一项。"), "invalid_choice": _("请从三项里选一项。")},
    )
    because = forms.ChoiceField(
        label=_("没看懂、没解决，主要因为"),
        choices=[("", _("不想说")), *UselessBecause.choices],
        required=False,
    )
    words = forms.CharField(
        label=_("哪一句？"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("最多200个字。不要写姓名、电话和住址。"),
    )
