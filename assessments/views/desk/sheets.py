"""What goes on paper: the list with admission numbers, and the paper itself where there is no network."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from assessments.reports import desk_of
from assessments.services.printing import candidate_list, print_from, print_paper
from assessments.views.desk.access import run_session, staff_only
from assessments.views.words import desk_refusal
from core import clock
from core.errors import DomainError

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@staff_only
def list_page(request: HttpRequest, session_id: int) -> HttpResponse:
    """The candidates by admission number, with a column to sign in."""
    session = run_session(request, session_id)
    context = {"session": session, "rows": desk_of(session).rows, "invigilators": session.invigilators.all()}
    return render(request, "assessments/desk/list_print.html", context)


@require_safe
@staff_only
def list_file(request: HttpRequest, session_id: int) -> HttpResponse:
    """The same as a spreadsheet; who took it is noted."""
    session = run_session(request, session_id)
    content = candidate_list(session=session, by=request.user)
    name = f"gridschool-session-{session.pk}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "POST"])
@staff_only
def paper(request: HttpRequest, session_id: int) -> HttpResponse:
    """What printing the paper means; a POST prints it, since that is noted."""
    session = run_session(request, session_id)
    opens = print_from(session=session, by=request.user)
    context: dict[str, Any] = {"session": session, "opens": opens, "open": opens is not None and opens <= clock.now()}
    if request.method != "POST":
        return render(request, "assessments/desk/paper.html", context)
    try:
        items = print_paper(session=session, by=request.user)
    except DomainError as error:
        return render(request, "assessments/desk/paper.html", {**context, "trouble": desk_refusal(error)}, status=422)
    total = sum(item.points for item in items)
    return render(request, "assessments/desk/paper_print.html", {**context, "items": items, "total": total})
