"""The sitting page and handing in."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments.forms import SubmitForm
from assessments.models import Attempt
from assessments.reports import Sitting, pause_words, sitting_of
from assessments.services import submit_attempt
from assessments.views.access import (
    candidates_only,
    candidates_only_or_401,
    name_device,
    note_page,
    own_attempt,
    wants_json,
)
from assessments.views.refusals import status_of, told
from assessments.views.words import refusal
from core import clock
from core.errors import DomainError


@candidates_only
def sit(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """All questions in the page; without scripts one is seen, `?q=` says which. Where the order is held: the one reached."""
    attempt = own_attempt(request, attempt_id)
    if attempt.is_finished:
        return redirect("assessments:receipt", attempt.pk)
    if attempt.paused_at is not None:
        response = render(request, "assessments/paused.html", {"attempt": attempt, "words": pause_words(attempt)})
    else:
        response = _paper(request, attempt)
    name_device(request, response)
    note_page(request, attempt)
    return response


def _paper(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    wanted = _wanted(request)
    if wanted and not attempt.is_open_at(wanted):
        trouble = refusal(DomainError("not_this_question"))
        return show_sitting(request, sitting_of(attempt), wanted, trouble=trouble, status=409)
    return show_sitting(request, sitting_of(attempt), wanted)


def _wanted(request: HttpRequest) -> int:
    """The position asked for, 0 where none was."""
    number = request.GET.get("q", "")
    return int(number) if number.isdecimal() and len(number) < 5 else 0


def show_sitting(
    request: HttpRequest, sitting: Sitting, position: int, *, trouble: str = "", status: int = 200
) -> HttpResponse:
    """Draw the sitting page at a position, with what went wrong above the question."""
    current = sitting.item(position)
    context = {
        "sitting": sitting,
        "current": current,
        "previous": current.position - 1,
        "next": current.position + 1 if current.position < sitting.total else 0,
        "client_id": uuid.uuid4(),
        "form_id": "paper" if sitting.attempt.is_on_one_page else f"q{current.position}",
        "trouble": trouble,
    }
    response = render(request, "assessments/sit.html", context, status=status)
    # Says to the service worker that this is a paper, and whose.
    response["X-Sitting"] = str(request.user.pk)
    return response


@candidates_only_or_401
def submit(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """What is still open; a POST hands in. A second one changes nothing."""
    if request.method == "POST":
        return _hand_in(request, attempt_id)
    attempt = own_attempt(request, attempt_id)
    if attempt.is_finished:
        return redirect("assessments:receipt", attempt.pk)
    return _show_submit(request, attempt)


def _hand_in(request: HttpRequest, attempt_id: int) -> HttpResponse:
    form = SubmitForm(request.POST)
    key = form.cleaned_data["submit_key"] if form.is_valid() else None
    try:
        attempt = submit_attempt(attempt=attempt_id, submit_key=key, by=request.user)
    except Attempt.DoesNotExist as error:
        raise Http404 from error
    except DomainError as error:
        if wants_json(request):
            return told(request, attempt_id, error)
        if error.code == "attempt_paused":
            messages.error(request, refusal(error))
            return redirect("assessments:sit", attempt_id)
        attempt = own_attempt(request, attempt_id)
        return _show_submit(request, attempt, trouble=refusal(error), status=status_of(error))
    return redirect("assessments:receipt", attempt.pk)


def _show_submit(request: HttpRequest, attempt: Attempt, *, trouble: str = "", status: int = 200) -> HttpResponse:
    earliest = attempt.may_submit_from
    context = {
        "sitting": sitting_of(attempt),
        "submit_key": uuid.uuid4(),
        "trouble": trouble,
        "earliest": earliest if earliest and earliest > clock.now() else None,
    }
    return render(request, "assessments/submit.html", context, status=status)
