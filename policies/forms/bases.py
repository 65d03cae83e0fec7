"""我看过了: what was found when something was looked at after a law or policy it rests on had changed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LookedForm(forms.Form):
    note = forms.CharField(
        label=_("看了以后"),
        max_length=200,
        help_text=_("一句话：改了什么，或者为什么不用改。例如：条款没有变，不用改。"),
        error_messages={"required": _("请写一句看了以后的结论。")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
