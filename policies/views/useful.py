"""这页有用吗？ The page is cached and has three links; what they lead to is a form of its own. GET writes nothing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core import throttle
from core.device import device_hash, keep_device
from core.request import client_address
from policies.enums import Useful
from policies.forms.useful import UsefulForm
from policies.models import PolicyPage
from policies.services import purpose_of_vote, record_vote

DEVICE_TRIES, ADDRESS_TRIES, SECONDS = 10, 200, 600


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def useful(request: HttpRequest, slug: str) -> HttpResponse:
    """The form with what was tapped, and the thanks."""
    page = get_object_or_404(PolicyPage.objects.live().public(), slug=slug)
    if request.method == "POST":
        response = _take(request, page)
    elif request.GET.get("said") in Useful.values:
        response = render(request, "policies/useful/thanks.html", {"page": page, "said": request.GET["said"]})
    else:
        response = _form(request, page, UsefulForm(initial={"answer": request.GET.get("answer", "")}))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return keep_device(request, response)


def _take(request: HttpRequest, page: PolicyPage) -> HttpResponse:
    device, address = device_hash(request, "throttle"), client_address(request) or "unknown"
    if not (
        throttle.allow("useful-device", device, limit=DEVICE_TRIES, seconds=SECONDS)
        and throttle.allow("useful-address", address, limit=ADDRESS_TRIES, seconds=SECONDS)
    ):
        response = render(request, "429.html", {"retry_after": SECONDS}, status=429)
        response["Retry-After"] = str(SECONDS)
        return response
    form = UsefulForm(request.POST)
    if not form.is_valid():
        return _form(request, page, form)
    said = form.cleaned_data
    record_vote(
        policy=page,
        device=device_hash(request, purpose_of_vote(page)),
        useful=said["answer"],
        because=said["because"],
        words=said["words"],
    )
    return HttpResponseRedirect(f"{reverse('policies:useful', args=[page.slug])}?said={said['answer']}")


def _form(request: HttpRequest, page: PolicyPage, form: UsefulForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "policies/useful/form.html", {"page": page, "form": form}, status=status)
