"""`/verify/`: anyone checks a certificate, by the link in its QR code, or by number and holder's name together.

The first page is public and cacheable, so it has no form that posts; the form has an address of its own. A link that
leads nowhere and a pair that does not match answer alike, and tries are counted per address and per number.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from certificates.forms import CheckForm
from certificates.models import Certificate
from certificates.reports import find_by_number_and_name, find_by_token, verification
from certificates.views.words import LOOKS, headline
from core import throttle
from core.caching import cacheable
from core.request import client_address

TRIES, SECONDS = 20, 60


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """How to check; the number typed here is carried to the form."""
    return cacheable(request, render(request, "certificates/verify.html"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The form, and its answer on the same page."""
    if request.method != "POST":
        form = CheckForm(initial={"number": request.GET.get("number", "")[:60]})
        return _page(request, "certificates/check.html", {"form": form})
    if not _may_try(request):
        return _too_many(request)
    form = CheckForm(request.POST)
    if not form.is_valid():
        return _page(request, "certificates/check.html", {"form": form}, status=422)
    number = form.cleaned_data["number"]
    if not throttle.allow("verify-number", number, limit=TRIES, seconds=SECONDS):
        return _too_many(request)
    return _answer(request, find_by_number_and_name(number, form.cleaned_data["name"]), form)


@never_cache
@require_safe
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Where the QR code leads."""
    if not _may_try(request):
        return _too_many(request)
    return _answer(request, find_by_token(token), CheckForm())


def _may_try(request: HttpRequest) -> bool:
    return throttle.allow("verify-address", client_address(request) or "unknown", limit=TRIES, seconds=SECONDS)


def _answer(request: HttpRequest, certificate: Certificate | None, form: CheckForm) -> HttpResponse:
    if certificate is None:
        return _page(request, "certificates/unknown.html", {"form": form}, status=404)
    told = verification(certificate)
    context = {"told": told, "look": LOOKS[told.status], "headline": headline(told.status, told.days_left)}
    return _page(request, "certificates/result.html", context)


def _page(request: HttpRequest, template: str, context: dict, status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _too_many(request: HttpRequest) -> HttpResponse:
    response = _page(request, "429.html", {"retry_after": SECONDS}, status=429)
    response["Retry-After"] = str(SECONDS)
    return response
