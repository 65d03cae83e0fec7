"""Asking: the form, and the receipt that is shown once. Nothing here is kept by a cache; no log-in, no session."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.device import keep_device
from core.errors import DomainError
from core.qr import qr_svg
from people.models import OrgUnit
from policies.enums import Channel
from policies.forms.ask import AskForm
from policies.models import DutyPage, PolicyPage
from policies.permissions import can_record
from policies.services import enquiries
from policies.views.enquiries import limits
from policies.views.enquiries.words import refusal, stages

RECEIPT_COOKIE, RECEIPT_SECONDS = "gs_receipt", 600
SIMILAR = 4


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """`?policy=` or `?duty=` a slug, `&part=` an anchor, `&from=poster`, `&at=` the code of a community."""
    page = _page(request)
    part, part_name = _part(page, request.GET.get("part", ""))
    if request.method != "POST":
        return _form(request, AskForm(page=page, part=part_name), page)
    if not limits.may_post(request):
        return _later(request, AskForm(request.POST, page=page, part=part_name), page, limits.HOUR)
    form = AskForm(request.POST, request.FILES, page=page, part=part_name)
    if not form.is_valid():
        return _form(request, form, page, status=422)
    turn = limits.take_turn(request)
    if turn.wait:
        return _later(request, form, page, turn.wait)
    where = {
        "anchor": part if form.cleaned_data["about"] == "page" else "",
        "channel": Channel.POSTER if request.GET.get("from") == "poster" else Channel.WEB,
        "community": _community(request.GET.get("at", "")),
    }
    try:
        asked = enquiries.submit(**form.said(), **where, from_device=turn.from_device, crowded=turn.crowded, by=None)
    except DomainError as error:
        form.add_error("photo" if error.code.startswith("photo") else None, refusal(error))
        return _form(request, form, page, status=422)
    return keep_device(request, to_receipt(asked))


def to_receipt(asked: enquiries.Asked) -> HttpResponse:
    """On to the receipt; number and code travel in a cookie of ten minutes, in no address."""
    response = redirect("ask:receipt")
    said = signing.dumps({"number": asked.enquiry.number, "code": asked.code}, salt=RECEIPT_COOKIE)
    response.set_cookie(
        RECEIPT_COOKIE,
        said,
        max_age=RECEIPT_SECONDS,
        path=reverse("ask:receipt"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@never_cache
@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Number, code and QR code, for ten minutes on the device that asked."""
    try:
        said = signing.loads(request.COOKIES.get(RECEIPT_COOKIE, ""), salt=RECEIPT_COOKIE, max_age=RECEIPT_SECONDS)
    except signing.BadSignature:
        said = None
    enquiry = enquiries.find_by_code(said["number"], said["code"]) if said else None
    if enquiry is None:
        return private(render(request, "policies/ask/receipt_gone.html", status=404))
    address = settings.BASE_URL + reverse("ask:thread", args=[enquiries.token_of(enquiry)])
    context = {
        "enquiry": enquiry,
        "code": f"{said['code'][:4]} {said['code'][4:]}",
        "qr": qr_svg(address, _("查询进度的二维码")),
        "stages": stages(enquiry),
    }
    return private(render(request, "policies/ask/receipt.html", context))


def private(response: HttpResponse) -> HttpResponse:
    """No search engine keeps it."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _form(
    request: HttpRequest, form: AskForm, page: PolicyPage | DutyPage | None, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "page": page, "similar": _similar(page), "may_record": _may_record(request), **more}
    return keep_device(request, render(request, "policies/ask/ask.html", context, status=status))


def _later(request: HttpRequest, form: AskForm, page: Any, seconds: int) -> HttpResponse:
    """429 with the form as it was typed: nothing is lost but the photo, which has to be chosen again."""
    response = _form(request, form, page, status=429, wait_minutes=max(1, -(-seconds // 60)))
    response["Retry-After"] = str(seconds)
    return response


def _may_record(request: HttpRequest) -> bool:
    return settings.SESSION_COOKIE_NAME in request.COOKIES and can_record(request.user)


def _page(request: HttpRequest) -> PolicyPage | DutyPage | None:
    """The page that was asked about; one that is not there, or not public, counts as none."""
    for name, model in (("policy", PolicyPage), ("duty", DutyPage)):
        if slug := request.GET.get(name, "")[:255].replace("\0", ""):
            return model.objects.live().public().filter(slug=slug).first()
    return None


def _part(page: PolicyPage | DutyPage | None, anchor: str) -> tuple[str, str]:
    """The anchor and the heading of a part of the page; nothing for one it does not have."""
    headings = dict(page.contents()) if isinstance(page, PolicyPage) else {}
    return (anchor, str(headings[anchor])) if anchor in headings else ("", "")


def _community(code: str) -> OrgUnit | None:
    return OrgUnit.objects.open().filter(division_code=code).first() if code.isascii() and code.isdigit() else None


def _similar(page: PolicyPage | DutyPage | None) -> list[tuple[str, str]]:
    """Question and answer of what may be answered already: published ones of this page, then its own 常见问题."""
    if page is None:
        return []
    asked = [(row.public_text, row.public_answer) for row in page.asked]
    faq = page.text["faq"] if isinstance(page, PolicyPage) else []
    return [*asked, *((row["question"], row["answer"]) for row in faq)][:SIMILAR]
