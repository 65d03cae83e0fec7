"""How it went, by unit and by topic; and files of the list and of the report."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import audit, clock
from core.exports import Table, to_xlsx
from policies.forms.desk import ChoiceForm, PeriodForm
from policies.models import Enquiry
from policies.permissions import can_see_figures
from policies.reports.enquiries import chosen, forgotten, list_table, report, report_table
from policies.views.enquiries.access import desk_view, only_if

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@only_if(can_see_figures)
def figures(request: HttpRequest) -> HttpResponse:
    """The report on screen."""
    form = PeriodForm(request.GET)
    made = report(Enquiry.objects.counted_for(request.user), days=form.chosen)
    context = {"report": made, "form": form, "days": form.chosen, "forgotten": forgotten(request.user)}
    return render(request, "policies/desk/report.html", context)


@require_safe
@only_if(can_see_figures)
def figures_file(request: HttpRequest) -> HttpResponse:
    """The same as a spreadsheet."""
    made = report(Enquiry.objects.counted_for(request.user), days=PeriodForm(request.GET).chosen)
    return _file(request, report_table(made), "report")


@require_safe
@desk_view
def list_file(request: HttpRequest) -> HttpResponse:
    """The list as it was narrowed, masked, as a spreadsheet; who took it is noted."""
    form = ChoiceForm(request.GET)
    rows = chosen(Enquiry.objects.visible_to(request.user), form.choice)
    return _file(request, list_table(rows, form.words), "list")


def _file(request: HttpRequest, table: Table, what: str) -> HttpResponse:
    content = to_xlsx(table)
    said = {"what": what, "notes": list(table.notes)}
    audit.record("policies.enquiries_exported", request.user, by=request.user, after=said)
    name = f"gridschool-enquiries-{what}-{clock.today():%Y%m%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
