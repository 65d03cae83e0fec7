"""What a certificate is on a day."""

from datetime import date, timedelta

from certificates.enums import CertificateStatus


def status_on(
    day: date,
    *,
    valid_until: date | None,
    renewal_days: int,
    revoked: bool = False,
    replaced: bool = False,
    suspended: bool = False,
) -> CertificateStatus:
    """The one state that counts, the gravest first; `valid_until` is the last day on which it holds (domain.md 7.5)."""
    if revoked:
        return CertificateStatus.REVOKED
    if replaced:
        return CertificateStatus.REPLACED
    if suspended:
        return CertificateStatus.SUSPENDED
    if valid_until is None:
        return CertificateStatus.VALID
    if valid_until < day:
        return CertificateStatus.EXPIRED
    return CertificateStatus.EXPIRING if valid_until <= day + timedelta(days=renewal_days) else CertificateStatus.VALID
