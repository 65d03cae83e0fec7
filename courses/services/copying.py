"""A course or a card again under another code, as a draft: its pages and blocks, without exam and without anybody's records."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Page

from core import audit
from core.errors import DomainError
from core.jobs import enqueue
from core.models import Job
from courses.models import CardPage, CoursePage, LessonPage, ModulePage
from people.models import User

Progress = Callable[[int, int], None]


def slug_of(code: str) -> str:
    """The address of a page with this code."""
    return slugify(code, allow_unicode=True)


def check_code(*, page: CoursePage | CardPage, code: str) -> None:
    """Whether a copy of `page` may have this code. Errors: code_wrong (no address can be made of it), code_taken."""
    if not slug_of(code):
        raise DomainError("code_wrong")
    beside = page.get_parent().get_children().filter(slug=slug_of(code))
    if type(page).objects.filter(code__iexact=code).exists() or beside.exists():
        raise DomainError("code_taken")


@transaction.atomic
def ask_for_copy(*, course: CoursePage, code: str, title: str, by: User) -> Job:
    """Have a course copied in the background. Errors: those of `check_code`."""
    check_code(page=course, code=code)
    params = {"course_id": course.pk, "code": code, "title": title, "user_id": by.pk}
    job = enqueue("courses.copy_course", params, key=f"copy-{code}", by=by)
    audit.record("courses.copy_asked", course, by=by, after={"code": code, "title": title})
    return job


def copy_course(*, course: CoursePage, code: str, title: str, by: User | None, progress: Progress) -> CoursePage:
    """The copy with all modules and lessons, as drafts beside the course.

    Page after page, each in its own transaction: run again after a stop it goes on where it ended, and changes nothing
    that is there. The questions of the checks are the same rows; the exam is left out. Arguments: `progress(done, total)`.
    """
    modules = list(ModulePage.objects.child_of(course).order_by("path"))
    lessons = {module.pk: list(LessonPage.objects.child_of(module).order_by("path")) for module in modules}
    total, done = 1 + len(modules) + sum(map(len, lessons.values())), 1
    copy = CoursePage.objects.filter(code=code).first() or _copy(
        course, course.get_parent(), by, code=code, title=title, slug=slug_of(code), exam=None
    )
    progress(done, total)
    for module in modules:
        below = _copy_once(module, copy, by)
        progress(done := done + 1, total)
        for lesson in lessons[module.pk]:
            _copy_once(lesson, below, by)
            progress(done := done + 1, total)
    return copy


def copy_card(*, card: CardPage, code: str, title: str, by: User) -> CardPage:
    """The card again under another code, as a draft. Errors: those of `check_code`."""
    check_code(page=card, code=code)
    return _copy(card, card.get_parent(), by, code=code, title=title, slug=slug_of(code))


def _copy_once(page: Page, parent: Page, by: User | None) -> Any:
    there = type(page).objects.child_of(parent).filter(slug=page.slug).first()
    return there or _copy(page, parent, by)


@transaction.atomic
def _copy(page: Page, parent: Page, by: User | None, **values: Any) -> Any:
    values = {"owner": by, "go_live_at": None, "expire_at": None} | values
    copy = page.copy(
        to=Page.objects.get(pk=parent.pk), update_attrs=values, copy_revisions=False, keep_live=False, user=by
    )
    audit.record("courses.page_copied", copy, by=by, after={"from": page.pk})
    return copy
