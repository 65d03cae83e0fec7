"""The desk: the list, one enquiry, its original words and photo, and writing down what a resident says."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import DomainError
from policies.engine.masking import Masked, mask
from policies.forms.ask import RecordForm
from policies.forms.desk import ChoiceForm
from policies.models import Enquiry
from policies.permissions import can_record, communities_for
from policies.reports.enquiries import chosen, desk_figures
from policies.services import enquiries
from policies.views.enquiries.access import desk_view, only_if, visible
from policies.views.enquiries.acts import open_acts
from policies.views.enquiries.ask import to_receipt
from policies.views.enquiries.words import refusal

PER_PAGE = 20


@require_safe
@desk_view
def desk(request: HttpRequest) -> HttpResponse:
    """What lies in the viewer's scope, what is due first."""
    form = ChoiceForm(request.GET)
    rows = Enquiry.objects.visible_to(request.user)
    page = Paginator(chosen(rows, form.choice), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "choice": form.choice,
        "page_obj": page,
        "lines": [(enquiry, mask(enquiry.text)) for enquiry in page],
        "figures": desk_figures(rows),
    }
    return render(request, "policies/desk/desk.html", context)


@require_safe
@desk_view
def enquiry(request: HttpRequest, pk: int) -> HttpResponse:
    """One enquiry with its log and what can be done now; personal data are hidden."""
    return _show(request, visible(request, pk))


@require_POST
@desk_view
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The same with the words as they were typed and the contact, which is noted."""
    found = visible(request, pk)
    enquiries.read_original(enquiry=found, by=request.user)
    return _show(request, found, Masked(((found.text, False),), ()))


@require_safe
@desk_view
def photo(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photo, which is noted."""
    found = visible(request, pk)
    try:
        enquiries.see_photo(enquiry=found, by=request.user)
        stored = found.photo.open("rb")
    except (DomainError, FileNotFoundError):
        raise Http404 from None
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": 'inline; filename="photo.webp"'}
    return FileResponse(stored, content_type="image/webp", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(can_record)
def record(request: HttpRequest) -> HttpResponse:
    """社区代录、电话代录: a worker writes it down; the receipt is for the resident."""
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = RecordForm(*given, communities=communities_for(request.user))
    if form.is_bound and form.is_valid():
        try:
            return to_receipt(enquiries.submit(**form.said(), by=request.user))
        except DomainError as error:
            form.add_error("photo" if error.code.startswith("photo") else None, refusal(error))
    return render(request, "policies/desk/record.html", {"form": form}, status=422 if form.is_bound else 200)


def _show(request: HttpRequest, found: Enquiry, words: Masked | None = None) -> HttpResponse:
    shown: dict[str, Any] = {
        "enquiry": found,
        "words": words or mask(found.text),
        "is_original": words is not None,
        "log": found.events.select_related("from_unit", "to_unit", "by"),
        "acts": open_acts(found),
    }
    return render(request, "policies/desk/enquiry.html", shown)
