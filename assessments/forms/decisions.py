"""Decisions about somebody's exam, each with its reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonField(forms.CharField):
    """Why; never empty, and never a word alone."""

    def __init__(self, *, shortest: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("理由"))
        words = {"required": _("请写明理由。"), "min_length": _("请写具体一些，至少 %(limit_value)d 个字。")}
        kwargs.setdefault("error_messages", words)
        super().__init__(
            min_length=shortest, max_length=300, strip=True, widget=forms.Textarea(attrs={"rows": 2}), **kwargs
        )


class ReasonForm(forms.Form):
    """Only why."""

    reason = ReasonField()


class VoidForm(forms.Form):
    """What was seen: the candidate reads it, and whoever reviews it."""

    reason = ReasonField(
        shortest=10,
        label=_("事实和理由"),
        help_text=_("写清看到了什么、几点几分。本人会看到这段话。"),
    )


class LateForm(forms.Form):
    """Whether late answers count, and why."""

    reason = ReasonField(help_text=_("例如：考场 14:20 断网，监考记录为证。本人会看到这段话。"))
    decision = forms.ChoiceField(
        choices=[("count", _("计入")), ("leave", _("不计入"))],
        widget=forms.HiddenInput,
        error_messages={"required": _("请点“计入”或者“不计入”。"), "invalid_choice": _("请点“计入”或者“不计入”。")},
    )


class ExcuseForm(forms.Form):
    reason = ReasonField(help_text=_("例如：本县只有这一套卷子，本人命的两道题另行核查。"))
