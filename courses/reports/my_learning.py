"""What a person has to do, most urgent first, each with its reason; and the catalogue with their state in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from core import clock
from courses.enums import Urgency
from courses.models import Completion, CoursePage
from courses.reports.standing import CourseStanding, standings
from people.models import User


@dataclass(frozen=True)
class LearningItem:
    """One thing to do. `url` is the course, `action_url` where one tap leads; `action` exam, resume, start, renew,
    enrol, or first: another course comes before it, and `action_url` is that one."""

    standing: CourseStanding
    urgency: Urgency
    action: str
    action_url: str

    @property
    def course(self) -> CoursePage:
        return self.standing.course

    @property
    def url(self) -> str:
        return self.standing.url

    @property
    def due(self) -> date | None:
        """The last day of the assignment, if it has one."""
        return self.standing.assignment.due if self.standing.assignment else None

    @property
    def valid_until(self) -> date | None:
        return self.standing.last.valid_until if self.standing.last else None

    @property
    def days_valid(self) -> int | None:
        """Days until the certificate ends; negative when it has ended."""
        return (self.valid_until - clock.today()).days if self.valid_until else None

    @property
    def lessons_left(self) -> int:
        return len(self.standing.lessons) - self.standing.lessons_done


@dataclass(frozen=True)
class CourseCard:
    """A course in the catalogue: `item` where the person has something to do in it."""

    standing: CourseStanding
    item: LearningItem | None

    @property
    def course(self) -> CoursePage:
        return self.standing.course

    @property
    def state(self) -> str:
        """todo (assigned, due, to renew), learning, expiring, done or none."""
        if self.item is None:
            return "done" if self.standing.is_complete else "none"
        if self.item.urgency in (Urgency.EXPIRING, Urgency.EXPIRED):
            return "expiring"
        return "learning" if self.item.urgency == Urgency.CONTINUE else "todo"


def my_learning(person: User) -> list[LearningItem]:
    """Everything the person has to do in courses, most urgent first: at most eight queries."""
    involved = Q(enrolments__person=person) | Q(assignments__person=person) | Q(completions__person=person)
    courses = CoursePage.objects.live().filter(involved).select_related("exam").defer_streamfields().distinct()
    return to_do(standings(person, courses))


def everything(person: User) -> dict[int, CourseStanding]:
    """The person's standing in every published course, by its id: at most eight queries."""
    courses = CoursePage.objects.live().select_related("exam").defer_streamfields().order_by("code")
    return standings(person, courses.prefetch_related("competencies"))


def to_do(found: Mapping[int, CourseStanding]) -> list[LearningItem]:
    """What is to be done in these courses, most urgent first."""
    items = [_item(standing) for standing in found.values()]
    return sorted((item for item in items if item is not None), key=_order)


def catalogue(person: User | None, courses: Iterable[CoursePage]) -> list[CourseCard]:
    """The courses as cards: what the person has to do comes first, the rest as given. A visitor sees them as given."""
    cards = [CourseCard(standing, _item(standing)) for standing in standings(person, courses).values()]
    return sorted(cards, key=lambda card: (0, *_order(card.item)) if card.item else (1,))


def published_courses() -> list[CoursePage]:
    """Every published course with what a card shows: competencies, and the number of its exam's questions."""
    return list(
        CoursePage.objects.live()
        .select_related("exam")
        .defer_streamfields()
        .prefetch_related("competencies__competency")
        .annotate(exam_items=Count("exam__paper__items"))
        .order_by("code")
    )


def valid_completions(person: User) -> list[Completion]:
    """The person's completions that hold today, those that end first first."""
    valid = Completion.objects.filter(person=person).valid_on().select_related("course")
    return sorted(valid, key=lambda completion: completion.valid_until or date.max)


def _item(standing: CourseStanding) -> LearningItem | None:
    urgency = standing.urgency
    if urgency is None:
        return None
    return LearningItem(standing, urgency, *_action(standing))


def _action(standing: CourseStanding) -> tuple[str, str]:
    following = standing.next_lesson
    if standing.missing_prerequisites:
        return "first", standing.missing_prerequisites[0].url
    if standing.exam_ready:
        return "exam", "/assessments/"
    if standing.enrolment is None or following is None:
        return "enrol", standing.url
    if standing.last is not None and not standing.progress:
        return "renew", following.url
    return ("resume" if standing.progress else "start"), standing.resume_url


def _order(item: LearningItem) -> tuple[int, date, str]:
    return item.urgency, item.due or item.valid_until or date.max, item.course.title
