"""`/my/record/`: 个人档案, tab by tab, to print and to take away; and the way to have 学时 corrected. One's own only."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.formats.pdf import PdfBusy, PdfUnavailable
from core import clock, throttle
from core.errors import DomainError
from core.exports import to_csv, to_xlsx
from courses.models import CreditAward
from courses.services import ask_for_correction
from lms.learner.formats import record_pdf
from lms.learner.forms import AskForm
from lms.learner.reports import record as reports
from lms.learner.reports.record_tables import TABLES, credit_definitions

# So many requests for corrections in a day.
TRIES, SECONDS = 5, 24 * 3600
WRITERS = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@never_cache
@login_required
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The first tab: 学时."""
    return _show(request, "credits")


@never_cache
@login_required
@require_safe
def tab(request: HttpRequest, tab: str) -> HttpResponse:
    """Another tab."""
    if tab not in reports.TABS or tab == "credits":
        raise Http404
    return _show(request, tab)


def _show(request: HttpRequest, tab: str) -> HttpResponse:
    person = request.user
    context = {"holder": reports.holder(person), "current": tab, "tabs": _tabs(tab), "as_of": clock.now()}
    if tab == "credits":
        shown = reports.credit_tab(person, _year(request), request.GET.get("page"))
        context |= {"tab": shown, "page_obj": shown.page, "definitions": credit_definitions()}
    elif tab == "data":
        context["tab"] = reports.data_tab(person)
    else:
        context["lines"] = {
            "courses": reports.course_lines,
            "certificates": reports.certificate_lines,
            "exams": reports.formal_exams,
        }[tab](person)
    return render(request, f"learner/record/{tab}.html", context)


@never_cache
@login_required
@require_safe
def export(request: HttpRequest, tab: str, extension: str) -> HttpResponse:
    """The rows of a tab as CSV or XLSX."""
    if tab not in TABLES or extension not in WRITERS:
        raise Http404
    write, content_type = WRITERS[extension]
    content = write(TABLES[tab](request.user, _year(request)))
    return _file(content, content_type, f"record-{tab}-{clock.today():%Y%m%d}.{extension}")


@never_cache
@login_required
@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The whole record as PDF; without the libraries, or in a rush, a page that says so."""
    person, year = request.user, _year(request)
    context = {
        "holder": reports.holder(person),
        "tab": reports.credit_tab(person, year, whole=True),
        "definitions": credit_definitions(),
        "tables": [(reports.TABS[name], TABLES[name](person, year)) for name in ("courses", "certificates", "exams")],
    }
    try:
        content = record_pdf.draw(context)
    except (PdfUnavailable, PdfBusy) as reason:
        busy = isinstance(reason, PdfBusy)
        response = render(request, "learner/record/no_pdf.html", {"busy": busy}, status=503)
        if busy:
            response["Retry-After"] = "30"
        return response
    return _file(content, "application/pdf", f"record-{clock.today():%Y%m%d}.pdf")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Ask for a correction, of a line (`pk`) or of one that is missing."""
    own = CreditAward.objects.filter(person=request.user).defer_text().select_related("lesson", "course")
    award = get_object_or_404(own, pk=pk) if pk else None
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _asked(request, form, award):
        messages.success(
            request, _("申请已经送到可以更正的人那里。更正了，或者不更正，您都会在“消息”里收到答复和理由。")
        )
        return redirect("learner:record")
    context = {"form": form, "award": award, "holder": reports.holder(request.user)}
    return render(request, "learner/record/ask.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest, form: AskForm, award: CreditAward | None) -> bool:
    """Send the request; what stands in its way is said at the form, which keeps what was written."""
    if not throttle.allow("credit-correction", str(request.user.pk), limit=TRIES, seconds=SECONDS):
        form.add_error(None, _("一天最多申请 5 次。您写的还在，请明天再送，或者在“投诉建议”里提出。"))
        return False
    try:
        ask_for_correction(person=request.user, words=form.cleaned_data["words"], award=award)
    except DomainError as refused:
        if refused.code != "nobody_can_correct":
            raise
        form.add_error(None, _("现在没有人可以更正学时，请在“投诉建议”里提出。"))
        return False
    return True


def _year(request: HttpRequest) -> int | None:
    year = request.GET.get("year", "")
    return int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None


def _tabs(current: str) -> list[tuple[Any, str, bool]]:
    """(label, address, whether it is the current one) of each tab."""
    first = reverse("learner:record")
    return [
        (words, first if name == "credits" else reverse("learner:record-tab", args=[name]), name == current)
        for name, words in reports.TABS.items()
    ]


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
