"""Policies beside the page tree: on paper, as a poster, as pictures, and what changed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.caching import cacheable
from core.qr import qr_svg
from people.enums import UnitKind
from people.models import OrgUnit
from policies.models import PolicyPage
from policies.reports.changes import changes_of

# Whose notice boards a poster hangs on.
COMMUNITIES = (UnitKind.COMMUNITY, UnitKind.VILLAGE)


def _readable(slug: str) -> PolicyPage:
    return get_object_or_404(PolicyPage.objects.live().public().select_related("topic"), slug=slug)


@require_safe
def print_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One A4 page of a policy, with a QR code back to it."""
    page = _readable(slug)
    address = page.address
    qr = qr_svg(address, _("这一页政策的二维码"), "qr-print")
    context = {"page": page, "text": page.text, "qr": qr, "address": address}
    return cacheable(request, render(request, "policies/print.html", context))


@require_safe
def poster(request: HttpRequest, slug: str) -> HttpResponse:
    """One A4 poster; with `?at=<division code>` for one community, which the QR code carries on to the page."""
    page = _readable(slug)
    code = request.GET.get("at", "")[:15]
    community = OrgUnit.objects.filter(division_code=code, kind__in=COMMUNITIES).first() if code else None
    address = page.address + (f"?at={community.division_code}" if community else "")
    qr = qr_svg(address, _("这一页政策的二维码"), "qr-print")
    context = {"page": page, "text": page.text, "qr": qr, "address": address, "community": community}
    understood = {"at": community and community.division_code}
    return cacheable(request, render(request, "policies/poster.html", context), understood)


@require_safe
def infographic(request: HttpRequest, slug: str) -> HttpResponse:
    """一图读懂, 750 px wide, with everything it shows as text beside it; missing while a page has none."""
    page = _readable(slug)
    if not page.text["infographic"]:
        return render(request, "404.html", status=404)
    return cacheable(request, render(request, "policies/infographic.html", {"page": page, "text": page.text}))


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What this version says otherwise than the one before; `?v=` another version."""
    page = _readable(slug)
    told = changes_of(page, number=request.GET.get("v", ""))
    understood = {"v": "v" in request.GET and told.version and told.version.number}
    return cacheable(request, render(request, "policies/changes.html", {"page": page, "told": told}), understood)
