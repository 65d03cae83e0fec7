"""The times of an exam: what was granted to whom in somebody's area, and what holds for one person and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.engine.deadline import Allowance, ExtraTime, Override, Window, effective
from assessments.enums import Mode
from assessments.models import Accommodation, Attempt, Entry, Exam, ExamOverride, PaperItem
from assessments.permissions import Area
from assessments.services.allowances import maxima
from assessments.services.starting import written_by
from people.models import OrgUnit, Placement, User, know_parents, under_paths


@dataclass(frozen=True)
class OverrideLine:
    """One grant. `people` are those of a list who are in the viewer's area, `others` how many are not."""

    override: ExamOverride
    people: Sequence[User]
    others: int
    may_change: bool


def overrides_touching(area: Area) -> QuerySet[ExamOverride]:
    """Grants to people and lists of the area, to its units, and to units above it."""
    above = {path[:end] for path in area.paths for end in range(OrgUnit.steplen, len(path), OrgUnit.steplen)}
    units = under_paths(list(area.paths), "unit__path") | Q(unit__path__in=above)
    lists = ExamOverride.people.through.objects.filter(user__in=area.people).values("examoverride")
    return ExamOverride.objects.filter(Q(person__in=area.people) | units | Q(pk__in=lists))


def override_lines(exam: Exam, area: Area) -> list[OverrideLine]:
    """What was granted for the exam and touches the area, newest first. Four queries."""
    touching = overrides_touching(area).filter(exam=exam).select_related("person", "unit", "changed_by", "exam")
    overrides = list(touching.prefetch_related("people"))
    know_parents(override.unit for override in overrides if override.unit)
    listed = {person.pk for override in overrides for person in override.people.all()}
    ours = set(area.people.filter(pk__in=listed).values_list("pk", flat=True)) if listed else set()
    return [_line(override, area, ours) for override in overrides]


def _line(override: ExamOverride, area: Area, ours: set[int]) -> OverrideLine:
    everybody = list(override.people.all())
    people = [person for person in everybody if person.pk in ours]
    others = len(everybody) - len(people)
    in_unit = override.unit is None or override.unit.path.startswith(area.paths)
    return OverrideLine(override, people, others, may_change=in_unit and not others)


def exams_with_grants(area: Area) -> QuerySet[Any]:
    """Every exam with `grants`, how many of its overrides touch the area; those begun or opened last first."""
    touching = overrides_touching(area).filter(exam=OuterRef("pk")).order_by().values("exam")
    counted = touching.annotate(number=Count("pk", distinct=True)).values("number")
    exams = Exam.objects.annotate(grants=Coalesce(Subquery(counted), 0))
    return exams.order_by(F("opens").desc(nulls_last=True), "-created_at", "pk")


@dataclass(frozen=True)
class Source:
    """One rule that has a say in somebody's times; what it says nothing about is None (percent and minutes: extra)."""

    words: str | Promise
    opens: datetime | None = None
    closes: datetime | None = None
    minutes: int | None = None
    percent: int = 0
    extra: int = 0
    reason: str = ""


@dataclass(frozen=True)
class PersonTimes:
    """What holds for one person in one exam, and where it comes from. `entry` None: no right to sit it yet; `attempt` is
    the one under way, whose own deadline counts."""

    person: User
    entry: Entry | None
    allowance: Allowance
    sources: Sequence[Source]
    attempt: Attempt | None
    # Wrote or published a question of this formal exam, and was not excused: cannot begin.
    barred: bool


def times_of(exam: Exam, person: User) -> PersonTimes:
    """What holds for the person now, by the rules of `engine.deadline`. Seven queries."""
    entry = Entry.objects.filter(exam=exam, person=person).order_by("-cycle").first()
    personal = ExamOverride.objects.filter(exam=exam, person=person).first()
    groups = _groups_of(exam, person)
    extra = Accommodation.objects.filter(person=person).first()
    windows = [Window(exam.opens, exam.closes), *([Window(entry.opens, entry.closes)] if entry else [])]
    allowance = effective(
        minutes=exam.minutes,
        windows=windows,
        personal=_said(personal) if personal else None,
        groups=[_said(group) for group in groups],
        extra=ExtraTime(extra.extra_percent, extra.extra_minutes) if extra else None,
        maxima=maxima(),
    )
    attempt = Attempt.objects.open().filter(entry__exam=exam, entry__person=person).first()
    sources = _sources(exam, entry, groups, personal, extra)
    return PersonTimes(person, entry, allowance, sources, attempt, _barred(exam, entry, person))


def _barred(exam: Exam, entry: Entry | None, person: User) -> bool:
    if exam.mode != Mode.FORMAL or (entry and entry.author_excused):
        return False
    items = PaperItem.objects.filter(paper=exam.paper_id, question__retired=False)
    return items.filter(written_by(person)).exists()


def _groups_of(exam: Exam, person: User) -> list[ExamOverride]:
    """The grants to a unit the person is placed in or below today, or to a list they are on."""
    paths = Placement.objects.current().filter(person=person).values_list("unit__path", flat=True)
    units = {path[:end] for path in paths for end in range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)}
    groups = ExamOverride.objects.filter(Q(unit__path__in=units) | Q(people=person), exam=exam)
    return list(groups.select_related("unit").distinct())


def _said(override: ExamOverride) -> Override:
    return Override(override.opens, override.closes, override.minutes)


def _sources(
    exam: Exam,
    entry: Entry | None,
    groups: Sequence[ExamOverride],
    personal: ExamOverride | None,
    extra: Accommodation | None,
) -> list[Source]:
    """In the order in which they apply."""
    sources = [Source(_("考试本身"), exam.opens, exam.closes, exam.minutes)]
    if entry and (entry.opens or entry.closes):
        sources.append(Source(_("考试资格"), entry.opens, entry.closes))
    for group in groups:
        words = _("单位：{name}") if group.unit else _("名单：{name}")
        sources.append(_of(group, str(words).format(name=group.unit or group.name)))
    if personal:
        sources.append(_of(personal, _("本人")))
    if extra:
        percent, minutes = extra.extra_percent, extra.extra_minutes
        sources.append(Source(_("合理便利"), percent=percent, extra=minutes, reason=extra.reason))
    return sources


def _of(override: ExamOverride, words: str | Promise) -> Source:
    return Source(words, override.opens, override.closes, override.minutes, reason=override.reason)
