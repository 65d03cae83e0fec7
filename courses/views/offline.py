"""Learning without a network: what a device may save, and what it sends when it is back."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from assessments.services import practice_answers
from core.caching import cacheable
from core.errors import DomainError
from courses import services
from courses.forms import KeptForm
from courses.models import CoursePage, LessonPage
from courses.reports import Package, cards_package, course_package, lesson_view

# Why something that was kept on the device does not count; it stays there until its owner has read this.
WORDS = {
    "lesson_gone": _("这一节现在打不开：可能已经下架，或者您不在这门课里了。"),
    "not_enrolled": _("您不在这门课里了。"),
    "no_check": _("这一节的小题已经撤下。"),
    "check_changed": _("这一节换了题目，请打开新的这一节再做一遍。"),
    "version_unknown": _("这一节换了题目，请打开新的这一节再做一遍。"),
    "cycle_changed": _("这门课已经开始新的一轮，请打开这一节再做一遍。"),
    "lesson_locked": _("这门课按顺序学：先学完前面的课，再来传这一条。"),
    "check_not_passed": _("这一节末尾有小题，做对六成才算学完。"),
}
OTHERWISE = _("请连上网，打开这一节看看。")


def or_401(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For scripts: a log-in that ran out is told, not redirected."""

    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return JsonResponse({"code": "session_expired"}, status=401)

    return checked


@or_401
@require_safe
def package(request: HttpRequest, pk: int) -> JsonResponse:
    """What somebody enrolled may save of a course; for anybody else it is missing."""
    course = get_object_or_404(CoursePage.objects.live().filter(enrolments__person=request.user.pk), id=pk)
    return JsonResponse({"person": request.user.pk, **_told(course_package(request.user, course))})


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """What anybody may save of the cards: all of them and their list, or one (`?card=`)."""
    only = request.GET.get("card", "")
    found = cards_package(int(only) if re.fullmatch(r"\d{1,18}", only) else None)
    if not found.pages:
        raise Http404
    return cacheable(request, JsonResponse(_told(found)))


@or_401
@ensure_csrf_cookie
@require_safe
def hello(request: HttpRequest) -> JsonResponse:
    """The network is back and the log-in holds: whose it is, and a token for what follows."""
    return JsonResponse({"person": request.user.pk})


@or_401
@require_POST
def send(request: HttpRequest, pk: int) -> JsonResponse:
    """Take one kept thing: a try of the check, or the end of a lesson without one (`what=finish`)."""
    form = KeptForm(request.POST)
    if not form.is_valid():
        return _refusal("invalid", 400)
    if form.cleaned_data["person"] != request.user.pk:
        return _refusal("other_person", 403)
    lesson = LessonPage.objects.visible_to(request.user).filter(id=pk).first()
    if lesson is None:
        return _refusal("lesson_gone", 404)
    try:
        told = _finish(request, lesson, form) if request.POST.get("what") == "finish" else _check(request, lesson, form)
    except DomainError as error:
        return _refusal(error.code, 409)
    return JsonResponse({"code": "ok", "part": _part(request, lesson), **told})


def _finish(request: HttpRequest, lesson: LessonPage, form: KeptForm) -> dict[str, Any]:
    services.finish_lesson(person=request.user, lesson=lesson, by=request.user, cycle=form.cleaned_data["cycle"])
    return {"passed": True}


def _check(request: HttpRequest, lesson: LessonPage, form: KeptForm) -> dict[str, Any]:
    kept, person = form.kept, request.user
    result = services.sent_before(person, lesson, kept)  # before anything that has changed since could refuse it
    if result is None:
        answers = practice_answers(questions=lesson.questions, data=request.POST, versions=kept.versions)
        result = services.take_check(person=person, lesson=lesson, answers=answers, by=person, kept=kept)
    return {"right": result.right, "total": result.total, "passed": result.passed}


def _part(request: HttpRequest, lesson: LessonPage) -> str:
    """The check with its result, for a page that still shows the questions."""
    return render_to_string("courses/_check.html", {"page": lesson, "view": lesson_view(request.user, lesson)}, request)


def _refusal(code: str, status: int) -> JsonResponse:
    return JsonResponse({"code": code, "message": str(WORDS.get(code, OTHERWISE))}, status=status)


def _told(found: Package) -> dict[str, Any]:
    return {**asdict(found), "bytes": found.bytes, "version": found.version}
