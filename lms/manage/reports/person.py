"""One person as a manager may see them: jobs, training, certificates, levels; no answers, no full phone number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from assessments.reports import ExamRecord, exam_records
from certificates.models import Certificate
from competencies.reports import Profile, profile
from core.dates import short
from courses.models import Completion
from courses.reports.training import training_records
from lms.manage.permissions import Reach
from lms.manage.reports.people import RecordRow, names_for, record_rows
from lms.manage.reports.selection import Selection
from people.engine.masking import mask_phone
from people.models import OrgUnit, Placement, User, under_paths

RECENT = 6


@dataclass(frozen=True)
class Event:
    """Something that happened: `icon` and `look` for the timeline."""

    at: datetime
    words: str
    note: str
    icon: str
    look: str


@dataclass(frozen=True)
class PersonFile:
    """The file of one person; `jobs` only those in the viewer's reach, current ones first."""

    person: User
    name: str
    phone: str
    jobs: list[Placement]
    records: list[RecordRow]
    completions: list[Completion]
    certificates: list[Certificate]
    profile: Profile
    exams: list[ExamRecord]
    may_assign: bool
    # Nobody gives extra time to themselves.
    may_adjust: bool

    @property
    def unit(self) -> OrgUnit | None:
        return self.jobs[0].unit if self.jobs else None

    @property
    def recent(self) -> list[Event]:
        """The last few things that happened, newest first."""
        events = [
            Event(row.completed_at, _("完成 %(course)s") % {"course": row.course.title}, _score(row), "check", "passed")
            for row in self.completions
        ]
        for row in self.records:
            due = _("期限 %(due)s") % {"due": short(row.record.due)} if row.record.due else ""
            words = _("安排 %(course)s") % {"course": row.record.course.title}
            events.append(Event(row.record.created_at, words, due, "calendar", ""))
        return sorted(events, key=lambda event: event.at, reverse=True)[:RECENT]


def person_file(reach: Reach, person: User) -> PersonFile:
    """Everything about `person`, who must be in reach."""
    here = under_paths(list(reach.paths), "unit__path")
    jobs = list(Placement.objects.filter(here, person=person).select_related("unit").order_by("-starts", "-pk"))
    current = Placement.objects.current().filter(person=person).values_list("pk", flat=True)
    held = set(current)
    selection = Selection(reach)
    records = training_records(selection.paths).filter(person=person).select_related("person", "course")
    manages = reach.managed_people.filter(pk=person.pk).exists()
    return PersonFile(
        person=person,
        name=names_for(reach, [person.pk]).of(person),
        phone=mask_phone(person.phone) if person.phone else "",
        jobs=sorted(jobs, key=lambda job: job.pk not in held),
        records=record_rows(selection, list(records.order_by("-created_at", "-pk"))),
        completions=list(Completion.objects.filter(person=person).select_related("course")),
        certificates=list(Certificate.objects.filter(person=person).select_related("completion__course")),
        profile=profile(person),
        exams=exam_records(person),
        may_assign=manages,
        may_adjust=manages and person.pk != reach.user.pk,
    )


def _score(completion: Completion) -> str:
    return _("%(score)s 分") % {"score": f"{completion.score:.0f}"} if completion.score is not None else ""
