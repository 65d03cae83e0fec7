"""个人档案: what a person has learned, sat and been awarded, and what is held about them; each tab draws from the same rows as
its export (`record_tables`)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.enums import Mode
from assessments.reports import EntryLine, exam_lines
from certificates.models import Certificate
from certificates.reports import document_of, verification
from certificates.views.words import LOOKS, Look, short
from core import clock
from courses.models import Completion, CoursePage
from courses.reports import (
    CourseStanding,
    Filler,
    LedgerLine,
    YearHours,
    credit_years,
    fillers,
    ledger_lines,
    ledger_of,
    standings,
)
from people.engine.masking import mask_phone
from people.models import Placement, RoleGrant, User

PER_PAGE = 10
# Each tab: its address below /my/record/ ("": the first), and its name.
TABS = {
    "credits": gettext_lazy("学时"),
    "courses": pgettext_lazy("导航", "课程"),
    "certificates": pgettext_lazy("导航", "证书"),
    "exams": pgettext_lazy("导航", "考试"),
    "data": gettext_lazy("我的数据"),
}


@dataclass(frozen=True)
class Holder:
    """Whose record it is; `jobs` all placements, current ones first."""

    person: User
    jobs: list[Placement]

    @property
    def job(self) -> Placement | None:
        """The present one, the latest begun."""
        return next((job for job in self.jobs if job.ends is None or job.ends >= clock.today()), None)


@dataclass(frozen=True)
class CreditTab:
    """学时 of the year that was chosen; `lines` all, or those of a page."""

    chosen: YearHours
    years: list[YearHours]
    lines: list[LedgerLine]
    page: Page | None = None
    fillers: list[Filler] = field(default_factory=list)
    as_of: datetime = field(default_factory=clock.now)

    @property
    def count(self) -> int:
        return self.page.paginator.count if self.page else len(self.lines)


@dataclass(frozen=True)
class CourseLine:
    """A course in one round: under way (`standing`) or completed (`completion`)."""

    course: CoursePage
    url: str
    standing: CourseStanding | None = None
    completion: Completion | None = None

    @property
    def state(self) -> str:
        """valid, expiring, expired, withdrawn, learning, exam or todo."""
        if self.completion is None:
            begun = self.standing is not None and bool(self.standing.progress)
            return "todo" if not begun else "exam" if self.standing.exam_ready else "learning"
        if self.completion.withdrawn_at:
            return "withdrawn"
        return "expired" if not self.completion.is_valid else "expiring" if self.completion.is_expiring else "valid"


@dataclass(frozen=True)
class CertificateLine:
    certificate: Certificate
    look: Look
    words: str
    course: str
    valid_until: date | None
    issued_on: date


@dataclass(frozen=True)
class DataTab:
    """What is held about the person, as values where they fit on a line."""

    phone: str
    roles: list[RoleGrant]


def holder(person: User) -> Holder:
    """The person and their jobs: one query."""
    jobs = Placement.objects.filter(person=person).select_related("unit").order_by("-starts", "-pk")
    return Holder(person, list(jobs))


def credit_tab(person: User, year: int | None, page: str | None = None, *, whole: bool = False) -> CreditTab:
    """The ledger of a year (this one where there is none such), a page of it or `whole`."""
    years = credit_years(person)
    chosen = next((row for row in years if row.year == year), None) or next(row for row in years if row.is_current)
    awards = ledger_of(person, chosen.year)
    if whole:
        return CreditTab(chosen, years, ledger_lines(awards))
    paged = Paginator(awards, PER_PAGE).get_page(page)
    missing = chosen.missing if chosen.is_current else Decimal(0)
    return CreditTab(chosen, years, ledger_lines(paged.object_list), paged, fillers(person, missing))


def course_lines(person: User) -> list[CourseLine]:
    """Every round of every course: under way first, then the completed, the latest first."""
    involved = Q(enrolments__person=person) | Q(assignments__person=person)
    found = standings(
        person, CoursePage.objects.live().filter(involved).defer_streamfields().order_by("code").distinct()
    )
    under_way = [
        CourseLine(standing.course, standing.url, standing=standing)
        for standing in found.values()
        if not standing.is_complete and (standing.enrolment or standing.assignment)
    ]
    completions = Completion.objects.filter(person=person).select_related("course").order_by("-completed_at")
    return under_way + [CourseLine(row.course, row.course.get_url() or "", completion=row) for row in completions]


def certificate_lines(person: User) -> list[CertificateLine]:
    """Every certificate ever issued, the latest first, with what it is today: one query."""
    rows = Certificate.objects.filter(person=person).select_related("completion", "replaced_by")
    return [_certificate(row) for row in rows]


def _certificate(row: Certificate) -> CertificateLine:
    told, document = verification(row), document_of(row)
    words = short(told.status, told.days_left)
    return CertificateLine(row, LOOKS[told.status], words, document.course, document.valid_until, document.issued_on)


def formal_exams(person: User) -> list[EntryLine]:
    """Every formal exam of the person, scores as far as they are released."""
    return [line for line in exam_lines(person) if line.entry.exam.mode == Mode.FORMAL]


def data_tab(person: User) -> DataTab:
    """What is held that is no record of learning: one query."""
    grants = RoleGrant.objects.current().filter(person=person).select_related("unit").order_by("role", "unit__path")
    return DataTab(phone=mask_phone(person.phone) or _("没有登记"), roles=list(grants))
