"""Decisions about somebody's exam, each with its reason."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.services.allowances import maxima


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


class AccommodationForm(forms.Form):
    """Extra time in every exam: of percent and minutes whichever is more in the exam at hand."""

    extra_percent = forms.IntegerField(
        label=_("加时（%）"),
        required=False,
        min_value=0,
        help_text=_("按每场考试的时长算。例如 25：60 分钟的考试多 15 分钟。"),
    )
    extra_minutes = forms.IntegerField(
        label=_("至少加（分钟）"),
        required=False,
        min_value=0,
        help_text=_("两项都填的，每场考试取多的一项。"),
    )
    reason = ReasonField(help_text=_("只有能调整考试时间的人看得到，不会导出。写到够用为止，不要抄病历。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = maxima()
        for name, bound, words in (
            ("extra_percent", most.extra_percent, gettext("最多 %(limit_value)d%%。")),
            ("extra_minutes", most.extra_minutes, gettext("最多 %(limit_value)d 分钟。")),
        ):
            field = self.fields[name]
            field.validators.append(MaxValueValidator(bound, message=words))
            field.error_messages["invalid"] = gettext("请填整数。")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("extra_percent", "extra_minutes"):
            if name in data:
                data[name] = data[name] or 0
        if not self.errors and not (data["extra_percent"] or data["extra_minutes"]):
            raise forms.ValidationError(gettext("加时的百分比和分钟，至少填一项。要取消，请点右上角的“取消合理便利”。"))
        return data
