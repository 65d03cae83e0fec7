"""One answer at a time: from a script as JSON, from a page without scripts as a form."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from assessments.forms import AnswerForm, FlagForm, NextForm, envelope_of, posted_answer
from assessments.models import Attempt, AttemptItem
from assessments.reports import current_state, sitting_of
from assessments.services import next_question, note_leaving, save_answer, set_flag
from assessments.views.access import candidates_only_or_401, note_page, own_attempt, wants_json
from assessments.views.refusals import STATUS, told
from assessments.views.sitting import show_sitting
from assessments.views.words import refusal
from core.errors import DomainError

# One answer is a few letters; whatever is larger is not one.
MAX_BODY = 20_000


@require_POST
@candidates_only_or_401
def save(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Take one answer; the receipt, or a stable code with what the server has."""
    try:
        return _save_json(request, attempt_id) if wants_json(request) else _save_form(request, attempt_id)
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error


def _save_json(request: HttpRequest, attempt_id: int) -> HttpResponse:
    try:
        data = _body(request)
        envelope = envelope_of(data)
        receipt = save_answer(attempt=attempt_id, value=data.get("value"), by=request.user, **envelope)
    except DomainError as error:
        return told(request, attempt_id, error)
    if not receipt.counted:
        return told(request, attempt_id, DomainError("deadline_passed"))
    return JsonResponse(vars(receipt))


def _body(request: HttpRequest) -> dict[str, Any]:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY:
        raise DomainError("request_invalid")
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise DomainError("request_invalid") from error
    if not isinstance(data, dict):
        raise DomainError("request_invalid")
    return data


def _envelope(data: Any) -> dict[str, Any]:
    form = AnswerForm(data)
    if not form.is_valid():
        raise DomainError("request_invalid")
    return form.cleaned_data


def _save_form(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The same without scripts: save, then go where the button says; nothing is written when nothing changed."""
    attempt = own_attempt(request, attempt_id)
    sitting = sitting_of(attempt)
    try:
        envelope = _envelope(request.POST)
        if not attempt.is_open_at(envelope["position"]):
            raise DomainError("not_this_question")
        item = sitting.item(envelope["position"])
        value = posted_answer(item, request.POST)
        if _changed(item, value):
            receipt = save_answer(attempt=attempt_id, value=value, by=request.user, **envelope)
            if not receipt.counted:
                raise DomainError("deadline_passed")
        if request.POST.get("go") == "next":
            next_question(attempt=attempt_id, position=item.position, by=request.user)
    except DomainError as error:
        if attempt.is_finished:
            return redirect("assessments:receipt", attempt.pk)
        status = STATUS.get(error.code, 400)
        position = int(request.POST["position"]) if request.POST.get("position", "").isdecimal() else 1
        return show_sitting(request, sitting_of(attempt), position, trouble=refusal(error), status=status)
    if request.POST.get("go") == "flag":
        set_flag(attempt=attempt_id, position=item.position, flagged=not item.flagged, by=request.user)
    return _go(request, attempt_id, item.position)


def _changed(item: Any, value: Any) -> bool:
    return (value or None) != (item.form.initial["answer"] or None)


def _go(request: HttpRequest, attempt_id: int, position: int) -> HttpResponse:
    wanted = request.POST.get("go", "")
    if wanted == "submit":
        return redirect("assessments:submit", attempt_id)
    if wanted == "next":
        return redirect("assessments:sit", attempt_id)
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else position
    return redirect(f"{reverse('assessments:sit', args=[attempt_id])}?q={number}")


@require_POST
@candidates_only_or_401
def flag(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Mark a question to come back to, or take the mark away."""
    form = FlagForm(request.POST)
    if not form.is_valid():
        return told(request, attempt_id, DomainError("request_invalid"))
    try:
        set_flag(attempt=attempt_id, by=request.user, **form.cleaned_data)
    except AttemptItem.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        return told(request, attempt_id, error)
    if wants_json(request):
        return JsonResponse(form.cleaned_data)
    return _go(request, attempt_id, form.cleaned_data["position"])


@require_POST
@candidates_only_or_401
def move_on(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """On to the next question where the order is held; the reply is the state there (`reached`)."""
    try:
        form = NextForm(_body(request) if request.content_type == "application/json" else request.POST)
        if not form.is_valid():
            raise DomainError("request_invalid")
        next_question(attempt=attempt_id, by=request.user, **form.cleaned_data)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        return told(request, attempt_id, error)
    if wants_json(request):
        return JsonResponse(current_state(own_attempt(request, attempt_id)))
    return redirect("assessments:sit", attempt_id)


@require_GET
@candidates_only_or_401
def state(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What the server has, for a page that comes back after a while; `?sequence=` of an idle page costs one query."""
    known = request.GET.get("sequence", "")
    number = int(known) if known.isdecimal() and len(known) < 10 else None
    attempt = own_attempt(request, attempt_id)
    note_page(request, attempt)
    return JsonResponse(current_state(attempt, known=number))


@require_POST
@candidates_only_or_401
def left(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """The page was left (its script says so): counted and shown, never punished."""
    try:
        return JsonResponse({"times_left": note_leaving(attempt=attempt_id, by=request.user)})
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        return told(request, attempt_id, error)
