"""One answer at a time as JSON from a script (without scripts: views.posted), and what else a sitting page sends."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from assessments.forms import FlagForm, LeftForm, NextForm, envelope_of
from assessments.models import Attempt, AttemptItem
from assessments.reports import current_state
from assessments.services import next_question, note_leaving, save_answer, set_flag
from assessments.views.access import candidates_only_or_401, note_page, own_attempt, wants_json
from assessments.views.posted import go_on, save_posted
from assessments.views.refusals import told
from core.errors import DomainError

# One answer is a few letters; whatever is larger is not one.
MAX_BODY = 20_000


@require_POST
@candidates_only_or_401
def save(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Take one answer; the receipt, or a stable code with what the server has."""
    try:
        return _save_json(request, attempt_id) if wants_json(request) else save_posted(request, attempt_id)
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
    if int(request.headers.get("Content-Length") or 0) > MAX_BODY:
        raise DomainError("request_invalid")
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError) as error:
        raise DomainError("request_invalid") from error
    if not isinstance(data, dict):
        raise DomainError("request_invalid")
    return data


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
    return go_on(request, attempt_id, form.cleaned_data["position"])


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
    """The page was left, or is back after `seconds` (its script says so): counted and shown, never punished."""
    form = LeftForm(request.POST)
    if not form.is_valid():
        return told(request, attempt_id, DomainError("request_invalid"))
    try:
        attempt = note_leaving(attempt=attempt_id, by=request.user, **form.cleaned_data)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        return told(request, attempt_id, error)
    return JsonResponse({"times_left": attempt.times_left, "seconds_away": attempt.seconds_away})
