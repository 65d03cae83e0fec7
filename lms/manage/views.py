"""The manager's screens. Whoever manages nothing gets 403; what lies outside the reach is missing (404)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from core.errors import DomainError
from courses.models import CoursePage
from courses.reports import standings
from lms.manage import services
from lms.manage.forms import AssignForm, RestartForm, SelectionForm
from lms.manage.permissions import Reach, reach_of
from lms.manage.reports import overview as overview_report
from lms.manage.reports import people as people_report
from lms.manage.reports import tables
from lms.manage.reports.person import person_file
from lms.manage.reports.selection import Selection
from people.models import OrgUnit

PER_PAGE = 30


def manager_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the reach of whoever is signed in; 403 without one. No cache keeps names and figures."""

    @never_cache
    @login_required
    @wraps(view)
    def inner(request: HttpRequest, **kwargs) -> HttpResponse:
        reach = reach_of(request.user)
        if not reach.paths:
            raise PermissionDenied
        return view(request, reach, **kwargs)

    return inner


def _selection(request: HttpRequest, reach: Reach) -> tuple[SelectionForm, Selection]:
    form = SelectionForm(request.GET, reach=reach)
    selection = form.selection
    if selection is None:
        raise Http404
    return form, selection


@require_GET
@manager_view
def overview(request: HttpRequest, reach: Reach, pk: int | None = None) -> HttpResponse:
    """总览 of the reach, or of one unit in it."""
    form, selection = _selection(request, reach)
    unit = get_object_or_404(reach.units, pk=pk) if pk else _only_top(reach)
    selection = Selection(reach, unit, selection.course)
    report = overview_report.overview(selection)
    people = [] if report.rows else list(people_report.people_of(selection)[:PER_PAGE])
    context = {
        "report": report,
        "selection": selection,
        "form": form,
        "definitions": tables.definitions(),
        "people": people_report.person_rows(selection, people) if people else [],
        "may_assign": unit is not None and reach.manages(unit),
        "low_passed": overview_report.LOW_PASSED,
        "high_overdue": overview_report.HIGH_OVERDUE,
    }
    return render(request, "manage/overview.html", context)


def _only_top(reach: Reach) -> OrgUnit | None:
    return OrgUnit.objects.filter(path=reach.paths[0]).first() if len(reach.paths) == 1 else None


@require_GET
@manager_view
def people(request: HttpRequest, reach: Reach) -> HttpResponse:
    """人员, or the training records where a course or a state is asked for."""
    form, selection = _selection(request, reach)
    of_records = selection.asks_for_records
    rows = people_report.records_of(selection) if of_records else people_report.people_of(selection)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    make = people_report.record_rows if of_records else people_report.person_rows
    context = {
        "form": form,
        "selection": selection,
        "page_obj": page,
        "rows": make(selection, list(page.object_list)),
        "may_assign": selection.unit is not None and reach.manages(selection.unit),
    }
    return render(request, "manage/people.html", context)


@require_GET
@manager_view
def person(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """The file of one person in reach."""
    file = person_file(reach, get_object_or_404(reach.people, pk=pk))
    crumbs = overview_report.ancestors(reach, file.unit) if file.unit else []
    return render(request, "manage/person.html", {"file": file, "crumbs": crumbs})


@require_http_methods(["GET", "POST"])
@manager_view
def assign_unit(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """安排培训 for a unit: choose, see who it concerns, confirm."""
    unit = get_object_or_404(reach.units, pk=pk)
    if not reach.manages(unit):
        raise PermissionDenied
    form, plan = AssignForm(request.POST or None), None
    if form.is_valid():
        choice = {"reach": reach, "unit": unit, "course": form.cleaned_data["course"]}
        try:
            if "confirm" in request.POST:
                number = services.assign_unit(**choice, due=form.cleaned_data["due"], by=request.user)
                messages.success(request, ngettext("已安排 %(n)s 人", "已安排 %(n)s 人", number) % {"n": number})
                return redirect("manage:unit", pk=unit.pk)
            plan = services.plan_assignment(**choice)
        except DomainError as refused:
            form.add_error(None, _refusal(refused))
    crumbs = overview_report.ancestors(reach, unit)
    context = {"form": form, "plan": plan, "unit": unit, "crumbs": crumbs, "title": unit.name}
    return render(request, "manage/assign.html", context)


@require_http_methods(["GET", "POST"])
@manager_view
def assign_person(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """安排培训 for one person."""
    someone = get_object_or_404(reach.people, pk=pk)
    if not reach.managed_people.filter(pk=pk).exists():
        raise PermissionDenied
    form = AssignForm(request.POST or None)
    if form.is_valid():
        try:
            services.assign_person(reach=reach, person=someone, by=request.user, **form.cleaned_data)
        except DomainError as refused:
            form.add_error(None, _refusal(refused))
        else:
            messages.success(request, _("已为%(name)s安排培训") % {"name": someone.display_name})
            return redirect("manage:person", pk=someone.pk)
    context = {"form": form, "person": someone, "title": someone.display_name}
    return render(request, "manage/assign.html", context)


@require_http_methods(["GET", "POST"])
@manager_view
def restart_person(request: HttpRequest, reach: Reach, pk: int) -> HttpResponse:
    """重新学一遍, for a person they manage and not for themselves."""
    someone = get_object_or_404(reach.people, pk=pk)
    if someone == request.user or not reach.managed_people.filter(pk=pk).exists():
        raise PermissionDenied
    courses = CoursePage.objects.live().filter(enrolments__person=someone).order_by("code")
    rounds = [row for row in standings(someone, courses).values() if row.progress or row.is_complete]
    form = RestartForm(request.POST or None, rounds=rounds, courses=courses)
    if form.is_valid():
        course, cycle = form.cleaned_data["round"]
        choice = {"course": course, "cycle": cycle, "reason": form.cleaned_data["reason"]}
        try:
            services.restart_person(reach=reach, person=someone, by=request.user, **choice)
        except DomainError as refused:
            form.add_error(None, _refusal(refused))
        else:
            messages.success(request, _("已为%(name)s开始新的一轮") % {"name": someone.display_name})
            return redirect("manage:person", pk=someone.pk)
    return render(request, "manage/restart.html", {"form": form, "person": someone, "rounds": rounds})


def _refusal(refused: DomainError) -> str:
    words = {
        "too_many_people": _("一次最多安排 %(most)s 人，请到下一级单位分别安排。"),
        "may_not_assign": _("您不能在这里安排培训，请联系上级管理员。"),
        "due_in_the_past": _("期限已经过了，请选今天或以后的日期。"),
        "changed_meanwhile": _("这门课已经进入新的一轮，请重新打开本页再选。"),
        "nothing_to_restart": _("这一轮还没有开始学，没有可以重来的。"),
        "course_not_published": _("这门课程已经下架，请另选一门。"),
    }
    if refused.code not in words:
        raise refused
    return words[refused.code] % refused.context


@require_GET
@manager_view
def export(request: HttpRequest, reach: Reach, extension: str) -> HttpResponse:
    """The same rows as the screen with these parameters; `by=units` for the table of units."""
    _form, selection = _selection(request, reach)
    if request.GET.get("by") == "units":
        selection = Selection(reach, selection.unit or _only_top(reach), selection.course)
        table = tables.units_table(selection)
    else:
        table = tables.list_table(selection)
    made = services.export(table=table, extension=extension, scope=selection.paths[0], by=request.user)
    headers = {"Content-Disposition": f'attachment; filename="{made.filename}"'}
    return HttpResponse(made.content, content_type=made.content_type, headers=headers)
