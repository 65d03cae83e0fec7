"""The times of an exam: what was granted, what holds for one person, granting, changing, taking back.

Exams belong to the whole instance, so whoever runs exams anywhere may open the times of each; what they read and change
there are the grants and people of their own area.
"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.forms.decisions import ReasonForm
from assessments.forms.people import PersonForm
from assessments.forms.times import FORMS, TimesForm, as_initial, kind_of
from assessments.models import Exam
from assessments.permissions import Area, can_excuse
from assessments.reports.times import OverrideLine, exams_with_grants, override_lines, times_of
from assessments.services import rehearse_override, rehearse_removal, remove_override, set_override
from assessments.views.desk.access import desk_view, posted
from core.errors import DomainError

PER_PAGE = 30


@require_GET
@desk_view
def exams(request: HttpRequest, area: Area) -> HttpResponse:
    """Every exam, with how much was granted in it."""
    page = Paginator(exams_with_grants(area), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/desk/exams.html", {"page_obj": page, "tab": "times"})


@require_GET
@desk_view
def times(request: HttpRequest, area: Area, exam_id: int) -> HttpResponse:
    """What was granted, and with `?person=` what holds for one person and why."""
    exam = get_object_or_404(Exam, pk=exam_id)
    form = PersonForm(request.GET if "person" in request.GET else None, area=area)
    person = form.cleaned_data["person"] if form.is_valid() else None
    context = {
        "exam": exam,
        "lines": override_lines(exam, area),
        "form": form,
        "found": times_of(exam, person) if person else None,
        "may_excuse": person and can_excuse(request.user, person),
        "tab": "times",
    }
    return render(request, "assessments/desk/times.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@desk_view
def grant(request: HttpRequest, area: Area, exam_id: int, kind: str) -> HttpResponse:
    """More time for a person, a unit or a list."""
    exam = get_object_or_404(Exam, pk=exam_id)
    initial = {"person": request.GET.get("person", "")}
    form = FORMS[kind](posted(request), exam=exam, area=area, initial=initial)
    return _grant(request, form, {"exam": exam, "kind": kind})


@require_http_methods(["GET", "POST"])
@desk_view
def change(request: HttpRequest, area: Area, exam_id: int, override_id: int) -> HttpResponse:
    """Another time for whom something was granted already."""
    line = _changeable(area, exam_id, override_id)
    exam, kind = line.override.exam, kind_of(line.override)
    form = FORMS[kind](posted(request), exam=exam, area=area, initial=as_initial(line.override))
    form.fix_target()
    return _grant(request, form, {"exam": exam, "kind": kind, "line": line})


def _grant(request: HttpRequest, form: TimesForm, context: dict[str, Any]) -> HttpResponse:
    """First say whom it reaches, then do it."""
    if form.is_valid():
        try:
            if "confirm" in request.POST:
                set_override(**form.given, by=request.user)
                messages.success(request, _("时间已经调整。"))
                return redirect("desk:times", form.exam.pk)
            context["reach"] = rehearse_override(**form.given, by=request.user)
        except DomainError as error:
            form.refuse(error)
    status = 422 if form.errors else 200
    return render(request, "assessments/desk/grant.html", {"form": form, "tab": "times", **context}, status=status)


@require_http_methods(["GET", "POST"])
@desk_view
def take_back(request: HttpRequest, area: Area, exam_id: int, override_id: int) -> HttpResponse:
    """Let the times of the exam hold again."""
    line = _changeable(area, exam_id, override_id)
    form, reach = ReasonForm(posted(request)), None
    if form.is_valid():
        asked = {"override": line.override, "by": request.user, **form.cleaned_data}
        if "confirm" in request.POST:
            remove_override(**asked)
            messages.success(request, _("已取消，恢复按考试规定。"))
            return redirect("desk:times", exam_id)
        reach = rehearse_removal(**asked)
    context = {"form": form, "line": line, "exam": line.override.exam, "reach": reach, "tab": "times"}
    return render(request, "assessments/desk/take_back.html", context, status=422 if form.errors else 200)


def _changeable(area: Area, exam_id: int, override_id: int) -> OverrideLine:
    exam = get_object_or_404(Exam, pk=exam_id)
    for line in override_lines(exam, area):
        if line.override.pk == override_id and line.may_change:
            return line
    raise Http404
