"""Answers from a page without scripts: one question, or all of them on one page, in a form."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments.forms import posted_answer, read_envelope
from assessments.models import Attempt
from assessments.reports import Sitting, SittingItem, sitting_of
from assessments.services import next_question, save_answer, set_flag
from assessments.views.access import own_attempt
from assessments.views.refusals import status_of
from assessments.views.sitting import show_sitting
from assessments.views.words import refusal
from core.errors import DomainError


def save_posted(request: HttpRequest, attempt_id: int) -> HttpResponse:
    """Save, then go where the button says; nothing is written when nothing changed."""
    attempt = own_attempt(request, attempt_id)
    sitting = sitting_of(attempt)
    try:
        envelope = read_envelope(request.POST)
        if not attempt.is_open_at(envelope["position"]):
            raise DomainError("not_this_question")
        item = sitting.item(envelope["position"])
        if attempt.is_on_one_page:
            _save_all(request, sitting, envelope)
        else:
            _save(request, attempt, item, **envelope)
        if request.POST.get("go") == "next":
            next_question(attempt=attempt_id, position=item.position, by=request.user)
    except DomainError as error:
        return _refused(request, attempt, error)
    _turn_flag(request, sitting, item)
    return go_on(request, attempt_id, _moved(request, sitting) or item.position, on_one_page=attempt.is_on_one_page)


def _save(request: HttpRequest, attempt: Attempt, item: SittingItem, **envelope: Any) -> int:
    """Save the answer to one question if it changed; the sequence number to go on from."""
    value = posted_answer(item, request.POST)
    if not _changed(item, value):
        return envelope["base_sequence"]
    receipt = save_answer(attempt=attempt.pk, value=value, by=request.user, **envelope)
    if not receipt.counted:
        raise DomainError("deadline_passed")
    return receipt.sequence


def _save_all(request: HttpRequest, sitting: Sitting, envelope: dict[str, Any]) -> None:
    """One after the other; an answer that cannot be read does not cost the others, and is told at the end."""
    base, unread = envelope["base_sequence"], None
    for item in sitting.items:
        # Sent again (the browser's "back"), each answer is the same write as before.
        key = uuid.uuid5(envelope["client_id"], str(item.position))
        try:
            base = _save(request, sitting.attempt, item, position=item.position, base_sequence=base, client_id=key)
        except DomainError as error:
            if error.code != "answer_invalid":
                raise
            unread = error
    if unread:
        raise unread


def _changed(item: SittingItem, value: Any) -> bool:
    return (value or None) != (item.form.initial["answer"] or None)


def _refused(request: HttpRequest, attempt: Attempt, error: DomainError) -> HttpResponse:
    if attempt.is_finished:
        return redirect("assessments:receipt", attempt.pk)
    if error.code == "attempt_paused":
        context = {"attempt": attempt, "words": refusal(error)}
        return render(request, "assessments/paused.html", context, status=status_of(error))
    position = int(request.POST["position"]) if request.POST.get("position", "").isdecimal() else 1
    attempt = own_attempt(request, attempt.pk)
    return show_sitting(request, sitting_of(attempt), position, trouble=refusal(error), status=status_of(error))


def _turn_flag(request: HttpRequest, sitting: Sitting, item: SittingItem) -> None:
    """`go=flag` marks the question of the form, `flag=n` one of all."""
    number = request.POST.get("flag", "")
    if number.isdecimal() and len(number) < 5:
        item = sitting.item(int(number))
    elif request.POST.get("go") != "flag":
        return
    set_flag(attempt=sitting.attempt, position=item.position, flagged=not item.flagged, by=request.user)


def _moved(request: HttpRequest, sitting: Sitting) -> int:
    """The question whose steps were moved by a button, 0 for none."""
    names = {item.position: f"{item.form.add_prefix('answer')}-move" for item in sitting.items}
    return next((position for position, name in names.items() if name in request.POST), 0)


def go_on(request: HttpRequest, attempt_id: int, position: int, *, on_one_page: bool = False) -> HttpResponse:
    """Where the button of a form leads: a question, the next one, or handing in."""
    wanted = request.POST.get("go", "") or request.POST.get("flag", "")
    if wanted == "submit":
        return redirect("assessments:submit", attempt_id)
    if wanted == "next":
        return redirect("assessments:sit", attempt_id)
    number = int(wanted) if wanted.isdecimal() and len(wanted) < 5 else position
    place = f"#q{number}" if on_one_page else ""
    return redirect(f"{reverse('assessments:sit', args=[attempt_id])}?q={number}{place}")
