"""How an enquiry stands: with number and code, or by the QR code of the receipt. Wrong, missing and foreign answer alike."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.device import device_hash, keep_device
from core.errors import DomainError
from policies.forms.ask import RateForm, StatusForm
from policies.models import Enquiry
from policies.services import enquiries
from policies.views.enquiries import limits
from policies.views.enquiries.ask import private
from policies.views.enquiries.words import log_for_author, refusal, stages


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Number and code; what fits leads to the enquiry."""
    if request.method != "POST":
        return _ask_again(request, StatusForm())
    form = StatusForm(request.POST)
    if not form.is_valid():
        return _ask_again(request, form, 422)
    number = form.cleaned_data["number"]
    if not limits.may_look(request, number):
        return _too_many(request)
    enquiry = enquiries.find_by_code(number, form.cleaned_data["code"])
    if enquiry is None:
        return _ask_again(request, form, 404, unknown=True)
    limits.found_it(request, number)
    return private(redirect("ask:thread", enquiries.token_of(enquiry)))


@never_cache
@require_safe
def thread(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR code leads."""
    enquiry = _by_token(request, token)
    return enquiry if isinstance(enquiry, HttpResponse) else _thread(request, enquiry, RateForm())


@never_cache
@require_http_methods(["POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """How it went, once."""
    enquiry = _by_token(request, token)
    if isinstance(enquiry, HttpResponse):
        return enquiry
    form = RateForm(request.POST)
    if form.is_valid():
        try:
            enquiries.rate(enquiry=enquiry, **form.cleaned_data)
            return private(redirect("ask:thread", token))
        except DomainError as error:
            form.add_error(None, refusal(error))
    return _thread(request, enquiry, form, 422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def me_too(request: HttpRequest, pk: int) -> HttpResponse:
    """我也想问: a page with one button, since the public page has no form; then back to where it stands."""
    enquiry = get_object_or_404(Enquiry.objects.published(), pk=pk)
    if request.method != "POST":
        return keep_device(request, private(render(request, "policies/ask/me_too.html", {"enquiry": enquiry})))
    if not limits.may_join(request):
        return _too_many(request)
    enquiries.me_too(enquiry=enquiry, device=device_hash(request, "me-too"))
    enquiry.refresh_from_db()
    done = render(request, "policies/ask/me_too.html", {"enquiry": enquiry, "done": True})
    return keep_device(request, private(done))


def _by_token(request: HttpRequest, token: str) -> Enquiry | HttpResponse:
    if not limits.may_look(request, ""):
        return _too_many(request)
    enquiry = enquiries.find_by_token(token)
    if enquiry is None:
        return _ask_again(request, StatusForm(), 404, unknown=True)
    limits.found_it(request, "")
    return enquiry


def _ask_again(request: HttpRequest, form: StatusForm, status: int = 200, *, unknown: bool = False) -> HttpResponse:
    context = {"form": form, "unknown": unknown}
    return private(render(request, "policies/ask/status.html", context, status=status))


def _thread(request: HttpRequest, enquiry: Enquiry, form: RateForm, status: int = 200) -> HttpResponse:
    context = {
        "enquiry": enquiry,
        "token": enquiries.token_of(enquiry),
        "stages": stages(enquiry),
        "log": log_for_author(enquiry),
        "form": form,
    }
    return private(render(request, "policies/ask/thread.html", context, status=status))


def _too_many(request: HttpRequest) -> HttpResponse:
    response = private(render(request, "429.html", {"retry_after": limits.HOUR}, status=429))
    response["Retry-After"] = str(limits.HOUR)
    return response
