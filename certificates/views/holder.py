"""`/my/certificates/`: the list, one certificate on a phone, its PDF."""

from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.checks import pdf_libraries_missing
from certificates.engine.qr import qr_svg
from certificates.enums import USABLE, CertificateStatus
from certificates.formats.pdf import PdfBusy, PdfUnavailable
from certificates.models import Certificate
from certificates.reports import document_of, render_pdf, status_of, verification, verify_url
from certificates.services import KIND
from certificates.views.words import LOOKS, short
from core.models import Job

# The paper of a revoked certificate is not handed out any more.
PRINTABLE = USABLE | {CertificateStatus.EXPIRED, CertificateStatus.SUSPENDED, CertificateStatus.REPLACED}


@require_safe
@never_cache
@login_required
def index(request: HttpRequest) -> HttpResponse:
    """One's own certificates, and those that are being made."""
    rows = _rows(Certificate.objects.filter(person=request.user))
    waiting = Job.objects.visible_to(request.user).unfinished().filter(kind=KIND)
    return render(request, "certificates/index.html", {"rows": rows, "waiting": waiting})


@require_safe
@never_cache
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A certificate on screen, for its holder and for whoever may see the holder."""
    certificate = _visible(request, pk)
    own = certificate.person_id == request.user.pk
    address = verify_url(certificate, settings.BASE_URL)
    context = {
        **_row(certificate),
        "own": own,
        "qr": mark_safe(qr_svg(address, "qr")),  # noqa: S308 - made of nothing but the address
        "verify_url": address,
        "printable": status_of(certificate) in PRINTABLE,
        "pdf_missing": bool({"pango-1.0", "pangoft2-1.0"} & set(pdf_libraries_missing())),
        "others": _rows(Certificate.objects.filter(person=request.user).exclude(pk=pk)) if own else [],
    }
    return render(request, "certificates/detail.html", context)


@require_safe
@never_cache
@login_required
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF as a download; without the libraries, or in a rush, a page that says so."""
    certificate = _visible(request, pk)
    if status_of(certificate) not in PRINTABLE:
        return redirect("certificates:detail", pk=pk)
    try:
        data = render_pdf(certificate, settings.BASE_URL)
    except (PdfUnavailable, PdfBusy) as reason:
        busy = isinstance(reason, PdfBusy)
        response = render(request, "certificates/no_pdf.html", {"certificate": certificate, "busy": busy}, status=503)
        if busy:
            response["Retry-After"] = "30"
        return response
    response = HttpResponse(data, content_type="application/pdf")
    name = _("培训合格证书") + f"-{certificate.number}.pdf"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{certificate.number}.pdf\"; filename*=UTF-8''{quote(name)}"
    )
    return response


def _visible(request: HttpRequest, pk: int) -> Certificate:
    """The certificate, or the same 404 for a foreign and for a missing one."""
    certificates = Certificate.objects.visible_to(request.user).select_related("completion", "person", "replaced_by")
    return get_object_or_404(certificates, pk=pk)


def _row(certificate: Certificate) -> dict:
    told = verification(certificate)
    return {
        "certificate": certificate,
        "document": document_of(certificate),
        "look": LOOKS[told.status],
        "words": short(told.status, told.days_left),
        "status": told.status,
    }


def _rows(certificates: QuerySet[Certificate]) -> list[dict]:
    return [_row(certificate) for certificate in certificates.select_related("completion", "replaced_by")]
