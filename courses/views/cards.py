"""The printed form of a handling card."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.caching import cacheable
from core.qr import qr_svg
from courses.models import CardPage


@require_safe
def print_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One A4 page of a card, with a QR code to the newest edition."""
    card = get_object_or_404(CardPage.objects.shown(), slug=slug)
    address = f"{settings.BASE_URL}{card.url}"
    qr = qr_svg(address, _("处置卡最新版二维码"), "qr-print")
    return cacheable(request, render(request, "courses/card_print.html", {"page": card, "qr": qr, "address": address}))
