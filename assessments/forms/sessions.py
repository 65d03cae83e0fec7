"""Arranging sessions of exams: where, when, who invigilates, and who is chosen to sit in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.enums import ORGANISING_ROLES, Mode
from assessments.models import Exam, ExamSession
from core import clock
from people.enums import Role, UnitKind
from people.models import OrgUnit, RoleGrant, User, scope_paths, under_paths

# What cannot be changed any more once somebody has begun.
FIXED_ONCE_BEGUN = ("exam", "unit", "day", "starts")
LONGEST = timedelta(hours=12)


class UnitField(forms.ModelChoiceField):
    """The units below some paths, indented as they hang; grids only where they are asked for."""

    def offer(self, paths: list[str], *, grids: bool = False, nothing: Any = None) -> None:
        units = OrgUnit.objects.under(paths)
        self.queryset = units
        top = min((len(path) // OrgUnit.steplen for path in paths), default=1)
        offered = [unit for unit in units.open() if grids or unit.kind != UnitKind.GRID]
        first = [("", nothing)] if nothing else []
        self.widget.choices = first + [(unit.pk, "　" * (unit.depth - top) + unit.name) for unit in offered]


def _date() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _time() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class SessionForm(forms.Form):
    """One session. The end may be left out: the start and the time of the exam make one."""

    exam = forms.ModelChoiceField(
        label=_("考试"),
        queryset=Exam.objects.none(),
        empty_label=_("请选择考试"),
        error_messages={"required": _("请选择一场考试。"), "invalid_choice": _("这场考试已经不在了，请另选一场。")},
    )
    unit = UnitField(
        label=_("组织单位"),
        queryset=OrgUnit.objects.none(),
        help_text=_("这个单位和上级单位的监考员、讲师、管理员都能进这个考场。"),
        error_messages={"required": _("请选择组织单位。"), "invalid_choice": _("请从列出的单位里选一个。")},
    )
    place = forms.CharField(
        label=_("地点"), max_length=80, strip=True, error_messages={"required": _("请写明在哪里考，考生看得到。")}
    )
    day = forms.DateField(
        label=_("日期"),
        widget=_date(),
        error_messages={"required": _("请填写日期。"), "invalid": _("日期请写成 2026-06-30 这样。")},
    )
    starts = forms.TimeField(
        label=_("开始"),
        widget=_time(),
        error_messages={"required": _("请填写开始时间。"), "invalid": _("时间请写成 14:20 这样。")},
    )
    ends = forms.TimeField(
        label=_("结束"),
        widget=_time(),
        required=False,
        help_text=_("空着：开始时间加上考试时长。"),
        error_messages={"invalid": _("时间请写成 15:20 这样。")},
    )
    late_entry_minutes = forms.IntegerField(
        label=_("迟到多久不得入场（分钟）"),
        min_value=0,
        max_value=600,
        required=False,
        help_text=_("空着：结束前都可以入场。"),
    )
    early_submit_minutes = forms.IntegerField(
        label=_("开考多久后可以交卷（分钟）"),
        min_value=0,
        max_value=600,
        help_text=_("0：随时可以交卷。"),
        error_messages={"required": _("随时可以交卷请填 0。")},
    )
    invigilators = forms.ModelMultipleChoiceField(
        label=_("监考员"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("名单里是本辖区有监考员角色的人。没有要选的人，请管理员先授予角色。"),
        error_messages={"invalid_choice": _("选中的人里有人已经不是监考员，请重新选。")},
    )

    def __init__(self, *args, user: User, session: ExamSession | None = None, **kwargs):
        kwargs["initial"] = {**_initial(session), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.session = session
        paths, fields = scope_paths(user, roles=ORGANISING_ROLES), cast(dict[str, Any], self.fields)
        fields["exam"].queryset = Exam.objects.exclude(mode=Mode.PRACTICE).order_by("title")
        fields["exam"].label_from_instance = _exam_label
        fields["unit"].offer(paths, nothing=_("请选择单位"))
        fields["invigilators"].queryset = _invigilators(paths, session)
        fields["invigilators"].label_from_instance = str
        if session and session.attempts.exists():
            for name in FIXED_ONCE_BEGUN:
                fields[name].disabled = True

    @property
    def begun(self) -> bool:
        return self.fields["starts"].disabled

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if self.errors.keys() & {"exam", "day", "starts", "ends"}:
            return
        begins = self._unless_same("starts", _moment(data["day"], data["starts"]))
        ends = begins + timedelta(minutes=data["exam"].minutes)
        if data["ends"]:
            ends = self._unless_same("ends", _moment(data["day"], data["ends"]))
        self._check(begins, ends)
        data.update(begins=begins, finishes=ends)

    def _unless_same(self, name: str, moment: datetime) -> datetime:
        """The moment, or the one of the session where it is of the same minute: a pause moves the end by seconds."""
        old = getattr(self.session, name, None)
        return (
            old
            if old is not None and old.replace(second=0, microsecond=0) == moment.replace(second=0, microsecond=0)
            else moment
        )

    def _check(self, begins: datetime, ends: datetime) -> None:
        shown = "ends" if self.cleaned_data["ends"] else "starts"
        if ends <= begins:
            self.add_error("ends", _("结束要晚于开始。"))
        elif ends - begins > LONGEST:
            self.add_error("ends", _("一场最长 12 小时，请检查开始和结束。"))
        elif ends <= clock.now() and (self.session is None or ends != self.session.ends):
            self.add_error(shown, _("这个时间已经过了，请改成以后的时间。"))

    def arrangement(self) -> dict[str, Any]:
        """What `save_session` takes; only of a valid form."""
        data = self.cleaned_data
        names = ("exam", "unit", "place", "late_entry_minutes", "early_submit_minutes", "invigilators")
        return {**{name: data[name] for name in names}, "starts": data["begins"], "ends": data["finishes"]}


def _initial(session: ExamSession | None) -> dict[str, Any]:
    if session is None:
        return {"late_entry_minutes": 15, "early_submit_minutes": 0}
    starts, ends = timezone.localtime(session.starts), timezone.localtime(session.ends)
    return {
        "exam": session.exam_id,
        "unit": session.unit_id,
        "place": session.place,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "late_entry_minutes": session.late_entry_minutes,
        "early_submit_minutes": session.early_submit_minutes,
        "invigilators": list(session.invigilators.values_list("pk", flat=True)),
    }


def _exam_label(exam: Exam) -> str:
    return gettext("{title}（{minutes} 分钟）").format(title=exam.title, minutes=exam.minutes)


def _moment(day: Any, time: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time))


def _invigilators(paths: list[str], session: ExamSession | None) -> Any:
    """Whoever has the role at a unit of these subtrees or above them, and whoever is chosen already."""
    above = Q(
        unit__path__in={path[:end] for path in paths for end in range(OrgUnit.steplen, len(path), OrgUnit.steplen)}
    )
    grants = RoleGrant.objects.current().filter(under_paths(paths, "unit__path") | above, role=Role.INVIGILATOR)
    chosen = Q(invigilated_sessions=session) if session else Q(pk__in=[])
    return User.objects.filter(Q(pk__in=grants.values("person")) | chosen, is_active=True).distinct().order_by("pk")


class ChooseForm(forms.Form):
    """Whom to look for: a unit with all below it, a name, or all who are expected at the exam and placed nowhere."""

    unit = UnitField(label=_("单位"), queryset=OrgUnit.objects.none(), required=False)
    q = forms.CharField(label=_("姓名"), required=False, max_length=40, strip=True)
    expected = forms.BooleanField(label=_("只看应考、还没安排场次的"), required=False)

    def __init__(self, *args, paths: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        cast(UnitField, self.fields["unit"]).offer(paths, grids=True, nothing=_("全部单位"))

    @property
    def asked(self) -> bool:
        """Whether anything was asked for: without, nobody is listed."""
        return self.is_valid() and any(self.cleaned_data.values())


def chosen_ids(values: Iterable[str], most: int) -> set[int]:
    """The numbers among posted values; whatever is no number, or one too many, is left out."""
    return {int(value) for value in list(values)[:most] if value.isdecimal() and len(value) < 10}
