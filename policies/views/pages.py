"""Policies beside the page tree: the printed page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.caching import cacheable
from core.qr import qr_svg
from policies.models import PolicyPage


@require_safe
def print_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One A4 page of a policy, with a QR code back to it."""
    page = get_object_or_404(PolicyPage.objects.live().public(), slug=slug)
    address = f"{settings.BASE_URL}{page.url}"
    qr = qr_svg(address, _("这一页政策的二维码"), "qr-print")
    context = {"page": page, "text": page.text, "qr": qr, "address": address}
    return cacheable(request, render(request, "policies/print.html", context))
