"""Forms of 学时 in /cms/. Each hands its values to one service, in `save_through(by)`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from core.errors import DomainError
from courses.engine.credits import QUARTER, steps_of
from courses.enums import CreditSource
from courses.models import CreditAward, CreditRule
from courses.services import answer_without_change, correct_credit
from courses.services.credit_rules import save_credit_rule
from courses.services.credits import standing_hours
from people.forms.staff import PersonField
from people.models import User

# code → (field of the form it belongs to, words); no field: the whole form.
WORDS = {
    "may_not_correct": (None, _("您不能更正这个人的学时：自己的，或者不在您讲师辖区里的，请找别的讲师或系统管理员。")),
    "reason_missing": ("reason", _("请写明理由，本人看得到，也会记入审计记录。")),
    "nothing_to_correct": ("hours", _("和现在的学时一样，没有可更正的。不更正，请用下面的“不更正，只答复”。")),
    "not_quarters": (None, _("学时是 0.25 的倍数。")),
    "below_zero": ("hours", _("更正以后不能小于 0。")),
    "above_cap": ("hours", _("更正以后会超过每年的上限，请核对。")),
    "corrects_a_correction": (None, _("这一笔本身是更正。请更正它所更正的那一笔。")),
    "may_not_change_rules": (None, _("只有系统管理员可以改规则。")),
    "rule_in_use": (None, _("这一版已经在用，不能改。请另加一版，写明从哪天起。")),
    "not_tomorrow": ("effective_from", _("新规则最早从明天起。已经记下的学时不受影响。")),
    "not_later": ("effective_from", _("要晚于第 %(version)s 版开始的日期。")),
    "not_ascending": ("medium_minutes", _("三档要一档比一档长，学时一档比一档多。")),
    "cap_below_target": ("yearly_cap", _("每年最多不能少于每年要求。")),
}


def add_refusal(form: forms.BaseForm, refusal: DomainError) -> None:
    """Say it at its field; a code without words is a fault of ours."""
    if refusal.code not in WORDS:
        raise refusal
    field, words = WORDS[refusal.code]
    form.add_error(field if field in form.fields else None, words % refusal.context)


class HoursField(forms.DecimalField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.NumberInput(attrs={"step": "0.25"}))
        super().__init__(max_digits=6, decimal_places=2, **kwargs)


class ServiceForm(forms.ModelForm):
    def _post_clean(self) -> None:
        """The services check the values; the instance stays as it is in the database."""

    def save_through(self, by: User) -> Any:
        raise NotImplementedError


class CorrectForm(ServiceForm):
    """A line: what it should be. "answer" instead of "save" tells the person why nothing is changed."""

    hours = HoursField(label=_("应当是多少学时"), min_value=Decimal(0))
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = CreditAward
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].initial = standing_hours(self.instance)

    def save_through(self, by: User) -> CreditAward:
        award, reason = self.instance, self.cleaned_data["reason"]
        if "answer" in self.data:
            answer_without_change(person=award.person, award=award, words=reason, by=by)
            return award
        change = self.cleaned_data["hours"] - standing_hours(award)
        return correct_credit(person=award.person, change=change, reason=reason, by=by, award=award)


class AddForm(ServiceForm):
    """学时 that have no line: added to a year, or taken from it."""

    person = PersonField(label=_("人员"), help_text=_("用户名或手机号。"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)
    hours = HoursField(label=_("加多少学时"), help_text=_("0.25 的倍数。要减去已经记下的，请在那一笔上更正。"))
    reason = forms.CharField(label=_("理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = CreditAward
        fields: list[str] = []

    def save_through(self, by: User) -> CreditAward:
        values = self.cleaned_data
        return correct_credit(
            person=values["person"], change=values["hours"], reason=values["reason"], by=by, year=values["year"]
        )


class RuleForm(ServiceForm):
    """A version of the rule, its steps as three lines."""

    effective_from = forms.DateField(label=_("从哪天起"), widget=AdminDateInput())
    short_minutes = forms.IntegerField(label=_("短课：计划不超过几分钟"), min_value=1, max_value=600)
    short_hours = HoursField(label=_("短课记几学时"), min_value=QUARTER)
    medium_minutes = forms.IntegerField(label=_("中等的课：计划不超过几分钟"), min_value=1, max_value=600)
    medium_hours = HoursField(label=_("中等的课记几学时"), min_value=QUARTER)
    long_hours = HoursField(label=_("更长的课记几学时"), min_value=QUARTER)
    exam_hours = HoursField(label=_("正式考试通过记几学时"), min_value=Decimal(0))
    yearly_target = HoursField(label=_("每年要求"), min_value=Decimal(0))
    yearly_cap = HoursField(label=_("每年最多计入"), required=False, min_value=QUARTER, help_text=_("留空表示不限。"))
    lesson_cap = HoursField(label=_("其中课程最多"), required=False, min_value=QUARTER, help_text=_("留空表示不限。"))
    exam_cap = HoursField(label=_("其中考试最多"), required=False, min_value=QUARTER, help_text=_("留空表示不限。"))
    note = forms.CharField(label=_("说明"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3}))

    class Meta:
        model = CreditRule
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A new version begins with the values of the last.
        shown = self.instance if self.instance.pk else CreditRule.objects.order_by("-version").first()
        if shown is not None:
            self.initial = {**_as_fields(shown), **self.initial}
            if not self.instance.pk:
                self.initial.pop("effective_from", None)

    def save_through(self, by: User) -> CreditRule:
        values = self.cleaned_data
        caps = {CreditSource.LESSON.value: values["lesson_cap"], CreditSource.EXAM.value: values["exam_cap"]}
        return save_credit_rule(
            rule=self.instance if self.instance.pk else None,
            effective_from=values["effective_from"],
            steps=[
                (values["short_minutes"], values["short_hours"]),
                (values["medium_minutes"], values["medium_hours"]),
                (None, values["long_hours"]),
            ],
            exam_hours=values["exam_hours"],
            yearly_cap=values["yearly_cap"],
            source_caps={source: cap for source, cap in caps.items() if cap is not None},
            yearly_target=values["yearly_target"],
            note=values["note"],
            by=by,
        )


def _as_fields(rule: CreditRule) -> dict[str, Any]:
    """A rule as the fields show it; one with another number of steps than three shows its first two and its last."""
    steps = steps_of(rule.lesson_steps)
    short, medium, long = steps[0], steps[min(1, len(steps) - 1)], steps[-1]
    return {
        "effective_from": rule.effective_from,
        "short_minutes": short[0],
        "short_hours": short[1],
        "medium_minutes": medium[0],
        "medium_hours": medium[1],
        "long_hours": long[1],
        "exam_hours": rule.exam_hours,
        "yearly_target": rule.yearly_target,
        "yearly_cap": rule.yearly_cap,
        "lesson_cap": rule.source_cap(CreditSource.LESSON),
        "exam_cap": rule.source_cap(CreditSource.EXAM),
        "note": rule.note,
    }
