"""What a learner does in a course: enrol, keep the place, take the check of a lesson, finish it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from assessments.models.answer_forms import only_moves
from assessments.services import practice_answers, practice_items
from core.errors import DomainError
from courses import services
from courses.forms import KeptForm
from courses.models import CoursePage, LessonPage
from courses.reports import course_outline, lesson_view

View = Callable[[HttpRequest, Any], HttpResponse]


def post_to(find: Callable[[HttpRequest, int], Any]) -> Callable[[View], Any]:
    """A POST about the page that `find` gives; a GET (after a log-in on the way) leads to that page."""

    def wrap(view: View) -> Any:
        @never_cache
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, pk: int) -> HttpResponse:
            page = find(request, pk)
            return view(request, page) if request.method == "POST" else redirect(page.get_url(request))

        return inner

    return wrap


def _course(request: HttpRequest, pk: int) -> CoursePage:
    # By `id`, the page's own number: `pk` is a link to it, and one beyond the database's numbers would be an error there.
    return get_object_or_404(CoursePage.objects.live(), id=pk)


def _lesson(request: HttpRequest, pk: int) -> LessonPage:
    """A lesson of a course of theirs; any other is as missing as one that is not there."""
    return get_object_or_404(LessonPage.objects.visible_to(request.user), id=pk)


@post_to(_course)
def enrol(request: HttpRequest, course: CoursePage) -> HttpResponse:
    """Begin a course and go to its first lesson."""
    services.enrol(person=request.user, course=course, by=request.user)
    following = course_outline(request.user, course).next_lesson
    return redirect(following.url if following else course.get_url(request))


@post_to(_lesson)
def place(request: HttpRequest, lesson: LessonPage) -> HttpResponse:
    """The lesson is open, or the reader has come to a block of it (sent by lesson.js)."""
    anchor = request.POST.get("anchor", "")
    if anchor:
        services.save_place(person=request.user, lesson=lesson, anchor=anchor)
    else:
        services.open_lesson(person=request.user, lesson=lesson)
    return HttpResponse(status=204)


@post_to(_lesson)
def check(request: HttpRequest, lesson: LessonPage) -> HttpResponse:
    """Mark the check: back to the lesson with the result, or only the part of the page when a script asked for it."""
    if only_moves(request.POST):
        return _again(request, lesson)
    try:
        problem = _take_check(request, lesson)
    except DomainError as error:
        if error.code not in services.CHANGED:
            raise
        problem = _("这一节换了题目，请再做一遍。")
    if problem:
        return _again(request, lesson, problem=problem)
    if _wants_part(request):
        return render(request, "courses/_check.html", {"page": lesson, "view": lesson_view(request.user, lesson)})
    return redirect(f"{lesson.get_url(request)}#check")


def _take_check(request: HttpRequest, lesson: LessonPage) -> str:
    """Mark what was answered; or say what is missing, and change nothing."""
    kept = KeptForm.of(request)
    versions = kept.versions if kept else None
    answers = practice_answers(questions=lesson.questions, data=request.POST, versions=versions)
    if left := sum(answer in (None, [], "") for answer in answers.values()):
        words = ngettext("还有 %(n)s 题没有作答，选好以后再看结果。", "还有 %(n)s 题没有作答，选好以后再看结果。", left)
        return words % {"n": left}
    services.take_check(person=request.user, lesson=lesson, answers=answers, by=request.user, kept=kept)
    return ""


@post_to(_lesson)
def finish(request: HttpRequest, lesson: LessonPage) -> HttpResponse:
    """Finish a lesson and go on to the next, or to the course after the last."""
    try:
        services.finish_lesson(person=request.user, lesson=lesson, by=request.user)
    except DomainError as error:
        if error.code != "check_not_passed":
            raise
        messages.warning(request, _("先做完这节课末尾的小题，做对六成就算学完。"))
        return redirect(f"{lesson.get_url(request)}#check")
    view = lesson_view(request.user, lesson)
    return redirect(view.following.url if view.following else view.standing.url)


def _wants_part(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"


def _again(request: HttpRequest, lesson: LessonPage, *, problem: str = "") -> HttpResponse:
    """The questions again with what was answered so far, and what is missing."""
    context = {
        "page": lesson,
        "view": lesson_view(request.user, lesson, again=True),
        "items": practice_items(lesson.questions, seed=request.user.pk, data=request.POST),
        "problem": problem,
    }
    template = "courses/_check.html" if _wants_part(request) else "courses/check.html"
    return render(request, template, context, status=422 if problem and not _wants_part(request) else 200)
