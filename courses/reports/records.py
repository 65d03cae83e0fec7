"""Whether people's records hang on a page or on what lies below it: then it stays where it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model
from wagtail.models import Page, ReferenceIndex

from courses.models import (
    Assignment,
    CardPage,
    CheckResult,
    Completion,
    CoursePage,
    CoursePrerequisite,
    CreditAward,
    Enrolment,
    LessonProgress,
    Restart,
)
from courses.reports.drafts import draft_showing

OF_COURSES: list[type[Model]] = [Assignment, Enrolment, Completion, Restart, CreditAward]
OF_LESSONS: list[type[Model]] = [LessonProgress, CheckResult, CreditAward]


@dataclass(frozen=True)
class Kept:
    """Why a page stays: `records` of people hang on it, other courses `required_by`, or pages `shown_in`."""

    records: bool = False
    required_by: str = ""
    shown_in: str = ""

    def __bool__(self) -> bool:
        return bool(self.records or self.required_by or self.shown_in)


def has_records(page: Page) -> bool:
    """Whether anybody was assigned to, began, learned or completed this page or one below it."""
    below = [(model, "course") for model in OF_COURSES] + [(model, "lesson") for model in OF_LESSONS]
    return any(
        model._default_manager.filter(**{f"{name}__path__startswith": page.path}).exists() for model, name in below
    )


def why_kept(page: Page) -> Kept:
    """What stands against deleting the page with everything below it; false where nothing does."""
    if has_records(page):
        return Kept(records=True)
    outside = CoursePrerequisite.objects.filter(requires__path__startswith=page.path)
    first = outside.exclude(course__path__startswith=page.path).select_related("course").first()
    if first:
        return Kept(required_by=first.course.title)
    for card in CardPage.objects.descendant_of(page, inclusive=True):
        used = ReferenceIndex.get_references_to(card).filter(base_content_type__model="page").first()
        shown = Page.objects.filter(pk=used.object_id).first() if used else draft_showing(card)
        if shown:
            return Kept(shown_in=shown.title)
    return Kept()


def leaves_its_course(page: Page, destination: Page) -> bool:
    """Whether a move to below `destination` would take a lesson or module with records out of its course."""
    before = CoursePage.objects.ancestor_of(page).first()
    after = CoursePage.objects.ancestor_of(destination, inclusive=True).first()
    return before is not None and before != after and has_records(page)
