"""Granting time: to whom, what, and why."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.forms.decisions import ReasonField
from assessments.forms.people import PeopleField, PersonField, look_in
from assessments.models import Exam, ExamOverride
from assessments.permissions import Area
from assessments.services.allowances import maxima
from core.dates import long_datetime
from core.errors import DomainError
from people.enums import UnitKind
from people.models import OrgUnit

# Far beyond any exam, and still a moment with which every database and clock can reckon.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
UNLIKELY = _("请核对年份。")


def _moment(label: Any, help_text: Any) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        validators=[MinValueValidator(EARLIEST, UNLIKELY), MaxValueValidator(LATEST, UNLIKELY)],
        error_messages={"invalid": _("请写成 2026-06-30 14:20 这样。")},
    )


class TimesForm(forms.Form):
    """What is granted. What is left empty stays as the exam says."""

    opens = _moment(_("开放时间"), _("空着：按考试规定。"))
    closes = _moment(_("截止时间"), _("空着：按考试规定；时长加了，截止跟着往后移。"))
    minutes = forms.IntegerField(
        label=_("时长（分钟）"),
        required=False,
        min_value=1,
        help_text=_("一共多少分钟，不是加多少分钟。"),
        error_messages={"invalid": _("请填整数分钟。"), "min_value": _("至少 1 分钟。")},
    )
    reason = ReasonField()
    field_order: list[str] | None = None

    def __init__(self, *args: Any, exam: Exam, area: Area, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.exam, self.area = exam, area
        look_in(self, area)
        most = max(maxima().minutes, exam.minutes)
        self.fields["minutes"].validators.append(MaxValueValidator(most, gettext("最多 %(limit_value)d 分钟。")))
        self.fields["minutes"].help_text = gettext("一共多少分钟，不是加多少分钟。考试规定 {minutes} 分钟。").format(
            minutes=exam.minutes
        )

    def fix_target(self) -> None:
        """What is changed stays the same person's, unit's or list's."""
        for name in ("person", "unit", "name"):
            if name in self.fields:
                self.fields[name].disabled = True

    @property
    def given(self) -> dict[str, Any]:
        """The arguments of `set_override`, but for who asks."""
        return {"exam": self.exam, **self.cleaned_data}

    def refuse(self, error: DomainError) -> None:
        """Say at the right field what the rules refuse."""
        field, words = _refusal(error, self.exam)
        self.add_error(field, words)


def _refusal(error: DomainError, exam: Exam) -> tuple[str | None, str]:
    most, what = maxima(), error.context.get("what", "")
    closes = long_datetime(exam.closes) if exam.closes else ""
    too_late = gettext("最多推迟到考试截止（{closes}）以后 {days} 天。")
    words = {
        "override_empty": (None, gettext("开放时间、截止时间、时长，至少填一项。")),
        "closes_before_opens": ("closes", gettext("截止时间要在开放时间之后。")),
        "not_allowed": (None, gettext("其中有您不能调整的人或单位：只能调整自己辖区里的别人，不能给自己调整。")),
        "beyond_maximum:closes": ("closes", too_late.format(closes=closes, days=most.days_after_close)),
    }
    code = f"{error.code}:{what}" if what else error.code
    if code not in words:
        raise error
    return words[code]


class PersonTimesForm(TimesForm):
    person = PersonField(
        label=_("考生"),
        help_text=_("姓名、用户名或手机号。只找您辖区里的人。"),
        error_messages={"required": _("请写明是哪一位考生。")},
    )
    field_order = ["person"]


class UnitTimesForm(TimesForm):
    unit = forms.ModelChoiceField(
        label=_("单位"),
        queryset=OrgUnit.objects.none(),
        empty_label=_("请选择单位"),
        help_text=_("这个单位和下级单位里的人都适用。"),
        error_messages={"required": _("请选择单位。"), "invalid_choice": _("请从列出的单位里选一个。")},
    )
    field_order = ["unit"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        top = min((len(path) // OrgUnit.steplen for path in self.area.paths), default=1)
        unit.queryset = OrgUnit.objects.under(list(self.area.paths)).open().exclude(kind=UnitKind.GRID)
        unit.label_from_instance = lambda one: "　" * (one.depth - top) + one.name


class ListTimesForm(TimesForm):
    name = forms.CharField(
        label=_("名单名称"),
        max_length=60,
        strip=True,
        help_text=_("例如：夜班组。同名的名单会被这一份替换。"),
        error_messages={"required": _("请给名单起个名字，以后好找。")},
    )
    people = PeopleField(
        label=_("人员"),
        help_text=_("一行一位：姓名、用户名或手机号。可以从表格里整列粘贴。"),
        error_messages={"required": _("请写明名单上有谁。")},
    )
    field_order = ["name", "people"]


FORMS: dict[str, type[TimesForm]] = {"person": PersonTimesForm, "unit": UnitTimesForm, "list": ListTimesForm}


def kind_of(override: ExamOverride) -> str:
    """person, unit or list."""
    return "person" if override.person_id else "unit" if override.unit_id else "list"


def as_initial(override: ExamOverride) -> dict[str, Any]:
    """What an override says, for its form; the reason is given anew with each change."""
    return {
        "person": override.person.username if override.person else "",
        "unit": override.unit_id,
        "name": override.name,
        "people": "\n".join(override.people.order_by("display_name").values_list("username", flat=True)),
        "opens": override.opens,
        "closes": override.closes,
        "minutes": override.minutes,
    }
