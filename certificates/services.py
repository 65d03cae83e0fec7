"""Changes to certificates: asked for, issued once, suspended, resumed, revoked."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from certificates.engine import number, wording
from certificates.models import Certificate, NumberSeries
from certificates.permissions import can_change
from certificates.reports import find_by_number_and_name, find_by_token, render_pdf, status_of
from core import audit, clock
from core.errors import DomainError
from core.jobs import enqueue
from core.models import Job, JobState
from courses.models import Completion
from people.models import Placement, User
from people.services import current_placement, notify

__all__ = [
    "find_by_number_and_name",
    "find_by_token",
    "issue_certificate",
    "render_pdf",
    "request_certificate",
    "request_missing_certificates",
    "resume_certificate",
    "revoke_certificate",
    "status_of",
    "suspend_certificate",
]
KIND = "certificates.issue"


def request_certificate(*, completion_id: int) -> Job | None:
    """Have the certificate of a completion issued in the background; None when the completion is gone.

    The job belongs to the holder, who may watch it. Safe to call twice: issuing is idempotent.
    """
    completion = Completion.objects.select_related("person").filter(pk=completion_id).first()
    if completion is None:
        return None
    return enqueue(KIND, {"completion_id": completion.pk}, key=f"completion-{completion.pk}", by=completion.person)


def request_missing_certificates() -> int:
    """Ask again for standing completions without a certificate, where the announcement was lost; returns how many.

    A refused one is tried again each day, so that it comes when its course or the issuer was put right.
    """
    moment = clock.now()
    missing = Completion.objects.standing().filter(certificate=None, completed_at__lt=moment - timedelta(minutes=10))
    tried = Job.objects.filter(kind=KIND, state=JobState.FAILED, finished_at__gt=moment - timedelta(days=1))
    refused = set(tried.values_list("key", flat=True))
    count = 0
    for pk in missing.values_list("pk", flat=True)[:500]:
        if f"completion-{pk}" not in refused:
            request_certificate(completion_id=pk)
            count += 1
    return count


@transaction.atomic
def issue_certificate(*, completion_id: int, by: User | None = None) -> Certificate:
    """Issue the certificate of a completion, or return the one that was issued before.

    What it says is a snapshot of this day. The standing certificate of the same person and course, if any, is replaced.
    Raises DomainError: completion_missing, completion_withdrawn, certificate_wording (`words`: domain.md 7.5).
    """
    completion = (
        Completion.objects.select_for_update(of=("self",))
        .select_related("person", "course")
        .filter(pk=completion_id)
        .first()
    )
    if completion is None:
        raise DomainError("completion_missing")
    issued = Certificate.objects.filter(completion=completion).first()
    if issued:
        return issued
    if completion.withdrawn_at:
        raise DomainError("completion_withdrawn")
    return _issue(completion, by)


def _issue(completion: Completion, by: User | None) -> Certificate:
    placement = current_placement(completion.person)
    snapshot = _snapshot(completion, placement)
    words = wording.forbidden_words(f"{snapshot['course']}\n{snapshot['issuer']}")
    if words:
        raise DomainError("certificate_wording", words=words)
    certificate = Certificate.objects.create(
        completion=completion,
        person=completion.person,
        number=_next_number(snapshot["code"]),
        snapshot=snapshot,
        issued_at=clock.now(),
    )
    _replace_earlier(certificate, by)
    _record(
        "issued", certificate, by, after={"number": certificate.number}, scope=placement.unit.path if placement else ""
    )
    _tell(certificate, "certificate_issued")
    return certificate


def _snapshot(completion: Completion, placement: Placement | None) -> dict[str, Any]:
    course = completion.course
    return {
        "holder": completion.person.display_name,
        "unit": placement.unit.full_name if placement else "",
        "post": placement.get_post_display() if placement else "",
        "course": course.title,
        "code": course.code,
        "hours": _plain(course.credit_hours),
        "score": _plain(completion.score) if completion.score is not None else "",
        "completed_on": timezone.localtime(completion.completed_at).date().isoformat(),
        "issued_on": clock.today().isoformat(),
        "valid_until": completion.valid_until.isoformat() if completion.valid_until else "",
        "issuer": settings.CERTIFICATE_ISSUER,
    }


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _next_number(course_code: str) -> str:
    """The next number of the series, which stays locked until the transaction ends: no number twice, none out of order."""
    prefix = number.series_prefix(settings.CERTIFICATE_DIVISION, clock.today().year, course_code)
    NumberSeries.objects.get_or_create(prefix=prefix)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix)
    series.last += 1
    series.save(update_fields=["last"])
    return number.number(prefix, series.last)


def _replace_earlier(certificate: Certificate, by: User | None) -> None:
    earlier = Certificate.objects.filter(
        person=certificate.person_id,
        completion__course=certificate.completion.course_id,
        completion__cycle__lt=certificate.completion.cycle,
        revoked_at=None,
        replaced_by=None,
    ).order_by("-completion__cycle")
    for old in earlier[:1]:
        old.replaced_by = certificate
        old.save(update_fields=["replaced_by"])
        _record("replaced", old, by, after={"replaced_by": certificate.number})


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """Revoke for good; its number is not used again (domain.md 7.5). The holder is told, with the reason.

    Raises DomainError: not_yours, reason_missing, certificate_revoked.
    """
    return _change(certificate, "revoked", by, reason, revoked_at=clock.now())


@transaction.atomic
def suspend_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """Suspend while something is looked into. The holder is told. Raises like `revoke_certificate`."""
    return _change(certificate, "suspended", by, reason, suspended_at=clock.now())


@transaction.atomic
def resume_certificate(*, certificate: Certificate, reason: str, by: User) -> Certificate:
    """End a suspension. The holder is told. Raises like `revoke_certificate`."""
    return _change(certificate, "resumed", by, reason, suspended_at=None)


def _change(certificate: Certificate, verb: str, by: User, reason: str, **values: Any) -> Certificate:
    certificate = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if not can_change(by, certificate):
        raise DomainError("not_yours")
    if not reason.strip():
        raise DomainError("reason_missing")
    if certificate.revoked_at:
        raise DomainError("certificate_revoked")
    before = status_of(certificate).value
    for name, value in values.items():
        setattr(certificate, name, value)
    certificate.state_reason = reason.strip()[:300]
    certificate.save(update_fields=[*values, "state_reason"])
    _record(
        verb, certificate, by, before={"status": before}, after={"status": status_of(certificate).value}, reason=reason
    )
    _tell(certificate, f"certificate_{verb}", at=clock.now().isoformat(), reason=certificate.state_reason)
    return certificate


def _record(verb: str, certificate: Certificate, by: User | None, **values: Any) -> None:
    audit.record(f"certificates.{verb}", certificate, by=by, **values)


def _tell(certificate: Certificate, template: str, at: str = "", **context: str) -> None:
    notify(
        certificate.person,
        template,
        {
            "course": certificate.snapshot["course"],
            "number": certificate.number,
            "url": f"/my/certificates/{certificate.pk}/",
            **context,
        },
        f"{template}-{certificate.pk}-{at}".rstrip("-"),
    )
