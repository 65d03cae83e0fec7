"""`/demo/`: a tour of ten minutes, with links per role, and the outbox. Missing (404) outside the demo."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.demo.accounts import ACCOUNTS
from lms.demo.outbox import latest_mails
from lms.demo.tour import stops


@never_cache
@require_safe
def tour(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    return render(request, "demo/tour.html", {"stops": stops(), "accounts": ACCOUNTS, "mails": latest_mails(3)})


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    _only_in_demo()
    return render(request, "demo/outbox.html", {"mails": latest_mails()})


def _only_in_demo() -> None:
    if not settings.DEMO:
        raise Http404
