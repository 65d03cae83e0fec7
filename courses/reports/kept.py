"""What each page says about its owner and its dates, and which pages have to be looked at again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from wagtail.models import Page

from core import clock
from courses.models import CardPage, CoursePage, LessonPage
from people.models import User

# A page is listed so many days before its review date.
REVIEW_DAYS = 30


@dataclass(frozen=True)
class KeptFacts:
    """Owner and dates as they hold for a page; `legal_basis` is the stream of the page that names one."""

    legal_basis: Any
    review_note: str
    department: str
    owner: User | None
    effective_from: date | None
    review_by: date | None

    @property
    def is_overdue(self) -> bool:
        """Past its review date today."""
        return self.review_by is not None and self.review_by < clock.today()


def kept_of(page: CoursePage | LessonPage | CardPage) -> KeptFacts:
    """The facts that hold for a page: what a lesson leaves empty is that of its course. One query, for a lesson."""
    pages = [page, page.course] if isinstance(page, LessonPage) else [page]

    def first(name: str) -> Any:
        return next((value for each in pages if (value := getattr(each, name))), getattr(page, name))

    return KeptFacts(
        legal_basis=first("legal_basis"),
        review_note=first("review_note"),
        department=first("department"),
        owner=first("content_owner"),
        effective_from=first("effective_from"),
        review_by=first("review_by"),
    )


def owners_of_lessons(lessons: Sequence[LessonPage]) -> dict[int, tuple[User | None, str]]:
    """Key of a lesson → owner and department: its own, or those of its course. One query, whatever the number."""
    # A lesson lies in a module, that in the course.
    above = {lesson.pk: lesson.path[: -2 * lesson.steplen] for lesson in lessons}
    courses = CoursePage.objects.filter(path__in=set(above.values())).select_related("content_owner")
    by_path = {course.path: course for course in courses}
    found = {}
    for lesson in lessons:
        course = by_path.get(above[lesson.pk])
        owner = lesson.content_owner or (course.content_owner if course else None)
        found[lesson.pk] = (owner, lesson.department or (course.department if course else ""))
    return found


def review_pages(day: date | None = None, *, days: int = REVIEW_DAYS) -> QuerySet[Page]:
    """Published courses, lessons and cards past their own review date or reaching it within so many days, first due first.

    Each has `review_by`, `owner_id_of_content`, `department` and `owner_name`; the dates of a course stand for its lessons without dates.
    """
    kinds = ("coursepage", "lessonpage", "cardpage")
    pages = Page.objects.live().annotate(
        review_by=Coalesce(*(f"{kind}__review_by" for kind in kinds)),
        owner_id_of_content=Coalesce(*(f"{kind}__content_owner" for kind in kinds)),
        owner_name=Coalesce(*(f"{kind}__content_owner__display_name" for kind in kinds)),
        department=Coalesce(*(f"{kind}__department" for kind in kinds)),
    )
    last = (day or clock.today()) + timedelta(days=days)
    return pages.filter(review_by__lte=last).order_by("review_by", "path")
