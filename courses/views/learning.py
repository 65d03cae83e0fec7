"""What a learner does in a course: enrol, keep the place, take the check of a lesson, finish it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
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
from courses.reports import course_outline, lesson_view, standings

View = Callable[[HttpRequest, Any], HttpResponse]


def post_to(find: Callable[[HttpRequest, int], Any]) -> Callable[[View], Any]:
    """A POST about the page that `find` gives; a GET (after a log-in on the way) leads to that page."""

    def wrap(view: View) -> Any:
        @never_cache
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, pk: int) -> HttpResponse:
            page = find(request, pk)
            if request.method != "POST":
                return redirect(page.get_url(request))
            try:
                return view(request, page)
            except DomainError as refused:
                return _refused(request, page, refused)

        return inner

    return wrap


def refusal(refused: DomainError) -> str:
    """The words for a refusal of a course or a lesson; anything else is raised again."""
    words = {
        "lesson_locked": _("这门课按顺序学：学完前面的课，这一节就会打开。"),
        "prerequisites_missing": _("先学完先修课程，再报名这门课。"),
        "course_not_published": _("这门课程已经下架，请另选一门。"),
        "not_enrolled": _("先报名这门课，再打开每一节。"),
        "not_completed": _("这一轮还没有学完，接着学就行。"),
        "no_check": _("这一节的小题已经撤下，读完按“学完了”就行。"),
        "client_id_reused": _("这一节换了题目，请再做一遍。"),
        "changed_meanwhile": _("这门课已经进入新的一轮，请看最新进度。"),
    }
    if refused.code not in words:
        raise refused
    return words[refused.code]


def _refused(request: HttpRequest, page: CoursePage | LessonPage, refused: DomainError) -> HttpResponse:
    """Back to the course with a word; a script only learns that it was refused."""
    words = refusal(refused)
    if _wants_part(request):
        return HttpResponse(status=409)
    messages.warning(request, words)
    course = page.course if isinstance(page, LessonPage) else page
    return redirect(course.get_url(request))


def turn_away(page: Any, request: HttpRequest) -> HttpResponse | None:
    """To the course instead of a lesson that waits for another one; None lets the reader in (or be turned away by it)."""
    if not isinstance(page, LessonPage) or not request.user.is_authenticated or not page.course.sequential:
        return None
    standing = standings(request.user, [page.course])[page.course.pk]
    if standing.enrolment is None or page.pk not in standing.locked:
        return None
    messages.info(request, refusal(DomainError("lesson_locked")))
    return redirect(page.course.get_url(request))


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
    return _to_the_first(request, course)


@post_to(_course)
def restart(request: HttpRequest, course: CoursePage) -> HttpResponse:
    """Begin a completed course anew and go to its first lesson."""
    cycle = request.POST.get("cycle", "")
    if not (cycle.isascii() and cycle.isdigit() and len(cycle) < 5):
        raise BadRequest
    services.restart(person=request.user, course=course, cycle=int(cycle), reason="", by=request.user)
    return _to_the_first(request, course)


def _to_the_first(request: HttpRequest, course: CoursePage) -> HttpResponse:
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
