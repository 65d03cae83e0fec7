"""Answers that came too late, in the area of whoever looks."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from assessments.permissions import Area
from assessments.reports.late import late_attempts, late_lines
from assessments.views.desk.access import desk_view

PER_PAGE = 30


@require_GET
@desk_view
def late_answers(request: HttpRequest, area: Area) -> HttpResponse:
    """Attempts with late answers about which nobody has decided yet."""
    page = Paginator(late_attempts(area.attempts), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "lines": late_lines(list(page.object_list)), "tab": "late"}
    return render(request, "assessments/desk/late.html", context)
