"""The record of an attempt, and what may be decided about it: late answers, making it void, excusing an author."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.enums import AttemptState
from assessments.forms.decisions import ExcuseForm, LateForm, VoidForm
from assessments.models import Attempt, Entry
from assessments.permissions import Area, can_act_on, can_excuse, can_read_answers
from assessments.reports.record import record_of, void_of, void_plan
from assessments.services import (
    Foreseen,
    count_late_answers,
    excuse_author,
    foresee_late_answers,
    leave_late_answers,
    void_attempt,
)
from assessments.views.desk.access import desk_view, posted
from core.errors import DomainError


def attempt_in(area: Area, attempt_id: int) -> Attempt:
    """The attempt with its entry, exam and person; missing, foreign and one's own are the same 404."""
    attempts = area.attempts.select_related("entry__exam", "entry__person", "session__unit")
    return get_object_or_404(attempts, pk=attempt_id)


@require_GET
@desk_view
def record(request: HttpRequest, area: Area, attempt_id: int) -> HttpResponse:
    """What happened in an attempt, to read and to print."""
    attempt = attempt_in(area, attempt_id)
    context = {
        "record": record_of(attempt, reads_answers=can_read_answers(request.user, attempt)),
        "attempt": attempt,
        "voided": void_of(attempt),
        "may_void": attempt.state != AttemptState.VOIDED and can_act_on(request.user, attempt),
    }
    return render(request, "assessments/desk/record.html", context)


@require_http_methods(["GET", "POST"])
@desk_view
def judge_late(request: HttpRequest, area: Area, attempt_id: int) -> HttpResponse:
    """Which answers came late, what counting them would change; then whether they count, and why."""
    attempt = _actable(area, attempt_id)
    form = LateForm(posted(request))
    if form.is_valid():
        decide = count_late_answers if form.cleaned_data["decision"] == "count" else leave_late_answers
        try:
            decide(attempt=attempt, reason=form.cleaned_data["reason"], by=request.user)
        except DomainError as error:
            form.add_error(None, _refusal(error))
        else:
            messages.success(request, _("已记下，并已告诉考生。"))
            return redirect("desk:attempt", attempt.pk)
    context = {"form": form, "attempt": attempt, "foreseen": _foreseen(attempt)}
    return render(request, "assessments/desk/late_answers.html", context, status=422 if form.errors else 200)


def _foreseen(attempt: Attempt) -> Foreseen | None:
    try:
        return foresee_late_answers(attempt=attempt)
    except DomainError:  # not marked yet
        return None


@require_http_methods(["GET", "POST"])
@desk_view
def void(request: HttpRequest, area: Area, attempt_id: int) -> HttpResponse:
    """What follows from making an attempt void; then it is done."""
    attempt = _actable(area, attempt_id)
    if attempt.state == AttemptState.VOIDED:
        return redirect("desk:attempt", attempt.pk)
    form = VoidForm(posted(request))
    if form.is_valid():
        void_attempt(attempt=attempt, by=request.user, **form.cleaned_data)
        messages.success(request, _("这一次已经作废，并已告诉考生。"))
        return redirect("desk:attempt", attempt.pk)
    context = {"form": form, "attempt": attempt, "plan": void_plan(attempt)}
    return render(request, "assessments/desk/void.html", context, status=422 if form.errors else 200)


def _actable(area: Area, attempt_id: int) -> Attempt:
    attempt = attempt_in(area, attempt_id)
    if not can_act_on(area.user, attempt):
        raise Http404
    return attempt


@require_http_methods(["GET", "POST"])
@desk_view
def excuse(request: HttpRequest, area: Area, entry_id: int) -> HttpResponse:
    """Let an author sit a formal exam with a question of their own: for managers of their unit."""
    entry = get_object_or_404(Entry.objects.select_related("exam", "person"), pk=entry_id, person__in=area.people)
    if not can_excuse(request.user, entry.person):
        raise Http404
    form: forms.Form = ExcuseForm(posted(request))
    if form.is_valid():
        excuse_author(entry=entry, by=request.user, **form.cleaned_data)
        messages.success(request, _("已准予参加。"))
        return redirect("desk:times", entry.exam_id)
    context: dict[str, Any] = {"form": form, "entry": entry, "exam": entry.exam}
    return render(request, "assessments/desk/excuse.html", context, status=422 if form.errors else 200)


def _refusal(error: DomainError) -> str:
    words = {
        "attempt_not_marked": _("这份答卷还没评完分，评完以后再处理。"),
        "no_late_answers": _("没有可以多得分的迟到答案：已经计入，或者计入也不多得分。"),
    }
    if error.code not in words:
        raise error
    return words[error.code]
