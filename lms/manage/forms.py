"""What a manager may choose and arrange. A unit, course or state that is not offered is as good as missing."""

from __future__ import annotations

import re
from datetime import timedelta

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core import clock
from courses.enums import TrainingState
from courses.models import CoursePage
from courses.reports import CourseStanding
from lms.manage.permissions import Reach
from lms.manage.reports.selection import Selection
from people.enums import UnitKind
from people.models import OrgUnit

USUAL_DAYS = 30


class UnitField(forms.ModelChoiceField):
    """The units of the reach, indented as they hang; grids only when one is chosen already."""

    def label_from_instance(self, unit: OrgUnit) -> str:
        return "　" * (unit.depth - self.top) + unit.name

    def offer(self, reach: Reach, chosen: str) -> None:
        self.queryset = reach.units
        self.top = min((len(path) // OrgUnit.steplen for path in reach.paths), default=1)
        offered = [unit for unit in reach.units.open() if unit.kind != UnitKind.GRID or str(unit.pk) == chosen]
        self.widget.choices = [("", _("全部单位")), *((unit.pk, self.label_from_instance(unit)) for unit in offered)]


class SelectionForm(forms.Form):
    """The filters above every list and the parameters of every export."""

    unit = UnitField(label=_("单位"), queryset=OrgUnit.objects.none(), required=False)
    course = forms.ModelChoiceField(
        label=_("课程"),
        queryset=CoursePage.objects.none(),
        # By the page's number itself: `pk` is a link to it, and a number beyond the database's would be an error there.
        to_field_name="id",
        required=False,
        empty_label=_("全部课程"),
    )
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部人员")), *TrainingState.choices])
    q = forms.CharField(label=_("姓名"), required=False, max_length=40, strip=True)

    def __init__(self, *args, reach: Reach, **kwargs):
        super().__init__(*args, **kwargs)
        self.reach = reach
        self.fields["unit"].offer(reach, self.data.get("unit", ""))
        self.fields["course"].queryset = CoursePage.objects.live().order_by("code")
        if not reach.managed:
            del self.fields["q"]

    @property
    def selection(self) -> Selection | None:
        """What was chosen, or None where something chosen does not exist for this viewer."""
        if not self.is_valid():
            return None
        chosen = self.cleaned_data
        return Selection(self.reach, chosen["unit"], chosen["course"], chosen["state"], chosen.get("q", ""))


class AssignForm(forms.Form):
    """安排培训: which course, by when."""

    course = forms.ModelChoiceField(
        label=_("课程"),
        queryset=CoursePage.objects.none(),
        to_field_name="id",
        empty_label=_("请选择课程"),
        error_messages={"required": _("请选择一门课程。"), "invalid_choice": _("这门课程已经不在目录里，请另选一门。")},
    )
    due = forms.DateField(
        label=_("完成期限"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("到这一天结束为止。"),
        error_messages={"required": _("请填写完成期限。"), "invalid": _("日期请写成 2026-06-30 这样。")},
    )

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {})
        kwargs["initial"].setdefault("due", clock.today() + timedelta(days=USUAL_DAYS))
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = CoursePage.objects.live().order_by("code")
        self.fields["course"].label_from_instance = lambda course: f"{course.code} {course.title}"

    def clean_due(self):
        due = self.cleaned_data["due"]
        if due < clock.today():
            raise forms.ValidationError(_("期限已经过了，请选今天或以后的日期。"))
        return due


class RestartForm(forms.Form):
    """重新学一遍: which round of which course is left, and why. The round is that of the page the manager looked at."""

    round = forms.CharField(label=_("课程"), widget=forms.Select, error_messages={"required": _("请选择一门课程。")})
    reason = forms.CharField(
        label=_("原因"),
        max_length=200,
        help_text=_("本人会看到这句话。"),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写明为什么要重新学。")},
    )

    def __init__(self, *args, rounds: list[CourseStanding], courses: QuerySet[CoursePage], **kwargs):
        super().__init__(*args, **kwargs)
        self.courses = courses
        offered = [(f"{row.course.pk}:{row.cycle}", f"{row.course.code} {row.course.title}") for row in rounds]
        self.fields["round"].widget.choices = [("", _("请选择课程")), *offered]

    def clean_round(self) -> tuple[CoursePage, int]:
        """The course and the round, also one that was left meanwhile: sending a form twice is no mistake."""
        found = re.fullmatch(r"([0-9]{1,18}):([0-9]{1,4})", self.cleaned_data["round"])
        course = self.courses.filter(id=int(found[1])).first() if found else None
        if found is None or course is None:
            raise forms.ValidationError(_("这门课程已经不在这里，请另选一门。"))
        return course, int(found[2])
