"""My exams, and the page before one begins."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments.engine.standing import Standing
from assessments.forms import StartForm
from assessments.models import Entry
from assessments.reports import EntryLine, exam_lines, exam_start
from assessments.services import start_attempt
from assessments.views.access import candidates_only
from assessments.views.words import refusal
from core.errors import DomainError

# What comes by itself, or by somebody else's hand.
LATER = {Standing.NOT_OPEN, Standing.WAITING, Standing.PAUSED, Standing.UNPLACED, Standing.DEFERRED}
# Told at the field, so that the rest of the page stays.
AT_THE_DOOR = {"code_missing", "code_wrong", "code_locked"}


@candidates_only
def my_exams(request: HttpRequest) -> HttpResponse:
    """What can be sat now, what was sat, what is not open."""
    lines = exam_lines(request.user)
    todo = [line for line in lines if line.can_sit]
    later = [line for line in lines if line.standing in LATER]
    done = [line for line in lines if line not in todo and line not in later]
    return render(request, "assessments/exams.html", {"lines": lines, "todo": todo, "later": later, "done": done})


@candidates_only
def start(request: HttpRequest, entry_id: int) -> HttpResponse:
    """The rules; a POST begins the attempt, and the clock."""
    line = _line(request, entry_id)
    form = StartForm(request.POST if request.method == "POST" else None, line=line)
    if request.method == "POST" and form.is_valid():
        try:
            attempt = start_attempt(entry=line.entry, by=request.user, code=form.cleaned_data.get("code", ""))
            return redirect("assessments:sit", attempt.pk)
        except DomainError as error:
            if error.code not in AT_THE_DOOR or "code" not in form.fields:
                messages.error(request, refusal(error))
                return redirect("assessments:start", entry_id)
            form.add_error("code", refusal(error))
    status = 422 if form.errors else 200
    return render(
        request, "assessments/start.html", {"line": line, "form": form, "exam": line.entry.exam}, status=status
    )


def _line(request: HttpRequest, entry_id: int) -> EntryLine:
    try:
        return exam_start(entry_id, request.user)
    except Entry.DoesNotExist as error:
        raise Http404 from error
