"""What is known about certificates: their state, who may be told what, the document as PDF."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from certificates.engine import number as numbers
from certificates.engine.document import Document, read_snapshot
from certificates.engine.status import status_on
from certificates.enums import CertificateStatus
from certificates.formats import pdf
from certificates.models import Certificate
from core import clock
from courses.enums import RENEWAL_DAYS
from people.engine.masking import mask_name


def status_of(certificate: Certificate) -> CertificateStatus:
    """What the certificate is today. A withdrawn completion takes its certificate with it."""
    return status_on(
        clock.today(),
        valid_until=document_of(certificate).valid_until,
        renewal_days=RENEWAL_DAYS,
        revoked=certificate.revoked_at is not None or certificate.completion.withdrawn_at is not None,
        replaced=certificate.replaced_by_id is not None,
        suspended=certificate.suspended_at is not None,
    )


def document_of(certificate: Certificate) -> Document:
    """What the paper says."""
    return read_snapshot(certificate.number, certificate.snapshot)


def verify_url(certificate: Certificate, base_url: str) -> str:
    """The address in the QR code, on the instance at `base_url`."""
    return f"{base_url}/verify/{certificate.token}/"


def render_pdf(certificate: Certificate, base_url: str) -> bytes:
    """The PDF, drawn now from the snapshot. Raises formats.pdf.PdfUnavailable or PdfBusy."""
    return pdf.draw(document_of(certificate), verify_url(certificate, base_url))


def find_by_token(token: str) -> Certificate | None:
    """The certificate with this link, or None."""
    # Some text is no token at all: PostgreSQL would refuse a NUL with an error.
    return _whole().filter(token=token).first() if token.isprintable() else None


def find_by_number_and_name(number: str, name: str) -> Certificate | None:
    """The certificate whose number and holder's name both match what was typed, or None."""
    found = _whole().filter(number=numbers.tidy(number)).first()
    # Compared even when there is none, so that a wrong name and a wrong number take the same time.
    holder = found.snapshot["holder"] if found else ""
    return found if constant_time_compare(_tidy_name(holder), _tidy_name(name)) and found else None


def _tidy_name(name: str) -> str:
    return "".join(unicodedata.normalize("NFC", name).split())


def _whole() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("completion", "replaced_by")


@dataclass(frozen=True)
class Verification:
    """All that a stranger is told about a certificate (domain.md 7.5): nothing that is not on the paper, and less."""

    status: CertificateStatus
    masked_name: str
    number: str
    course: str
    completed_on: date
    valid_until: date | None
    issuer: str
    checked_at: datetime
    days_left: int | None
    # The day of suspension or revocation.
    changed_on: date | None
    newer_number: str
    newer_token: str


def verification(certificate: Certificate) -> Verification:
    """What the public page says of it now."""
    document, newer = document_of(certificate), certificate.replaced_by
    changed = certificate.revoked_at or certificate.completion.withdrawn_at or certificate.suspended_at
    return Verification(
        status=status_of(certificate),
        masked_name=mask_name(document.holder),
        number=document.number,
        course=document.course,
        completed_on=document.completed_on,
        valid_until=document.valid_until,
        issuer=document.issuer,
        checked_at=clock.now(),
        days_left=(document.valid_until - clock.today()).days if document.valid_until else None,
        changed_on=timezone.localtime(changed).date() if changed else None,
        newer_number=newer.number if newer else "",
        newer_token=newer.token if newer else "",
    )
