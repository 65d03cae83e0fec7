"""A question before an act: in a dialog of the desk where scripts run, on a page of its own where they do not."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django_htmx.http import trigger_client_event

from assessments.models import ExamSession
from assessments.views.words import desk_refusal
from core.errors import DomainError


@dataclass(frozen=True)
class Question:
    """What is asked, what will happen, and the verbs of the two buttons."""

    title: str
    text: str
    yes: str
    no: str
    danger: bool = False


def ask(
    request: HttpRequest,
    session: ExamSession,
    question: Question,
    form: forms.Form,
    act: Callable[[], str],
    back: str = "",
) -> HttpResponse:
    """Ask, and do it once the answer is complete; `act` returns what was done in words. `back`: where one came from."""
    back = back or reverse("desk:session", args=[session.pk])
    if request.method == "POST" and form.is_valid():
        try:
            return _done(request, act(), back)
        except DomainError as error:
            form.add_error(None, desk_refusal(error))
    template = "assessments/desk/_ask.html" if request.htmx else "assessments/desk/ask.html"
    context = {"session": session, "question": question, "form": form, "back": back}
    return render(request, template, context, status=422 if form.errors else 200)


def _done(request: HttpRequest, words: str, back: str) -> HttpResponse:
    """The dialog closes and the table is drawn again; or back to the page, with the words above it."""
    if request.htmx:
        return trigger_client_event(HttpResponse(status=204), "desk:done", {"words": words})
    messages.success(request, words)
    return redirect(back)
