"""What must be true of certificates (core.invariants)."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from certificates.engine import number
from certificates.models import Certificate, NumberSeries
from core.invariants import batches, holds

# 128 bits in URL-safe base64.
TOKEN_LENGTH = 22


def _certificates() -> Iterator[Certificate]:
    rows = Certificate.objects.select_related("completion", "replaced_by__completion")
    for batch in batches(rows):
        yield from batch


@holds("certificates.numbers_are_counted")
def numbers_are_counted() -> Iterator[str]:
    """A number has its shape and belongs to a series that has counted at least as far."""
    last = dict(NumberSeries.objects.values_list("prefix", "last"))
    for certificate in _certificates():
        prefix, _, serial = certificate.number.rpartition("-")
        if not number.has_shape(certificate.number):
            yield f"certificate {certificate.pk} has the number {certificate.number}"
        elif last.get(prefix, 0) < int(serial):
            yield f"certificate {certificate.number} is beyond its series, which has counted to {last.get(prefix, 0)}"


@holds("certificates.tokens_cannot_be_guessed")
def tokens_cannot_be_guessed() -> Iterator[str]:
    """The token of the verification address has 128 bits."""
    for certificate in _certificates():
        if len(certificate.token) < TOKEN_LENGTH:
            yield f"certificate {certificate.number} has a token of {len(certificate.token)} characters"


@holds("certificates.snapshots_agree")
def snapshots_agree() -> Iterator[str]:
    """What the document says of holder, days and score is what its completion says."""
    for certificate in _certificates():
        completion, snapshot = certificate.completion, certificate.snapshot
        if certificate.person_id != completion.person_id:
            yield f"certificate {certificate.number} is of person {certificate.person_id}, its completion of another"
        facts = {
            "completed_on": timezone.localtime(completion.completed_at).date().isoformat(),
            "valid_until": completion.valid_until.isoformat() if completion.valid_until else "",
            "score": f"{completion.score.normalize():f}" if completion.score is not None else "",
        }
        for name, value in facts.items():
            if snapshot.get(name) != value:
                yield f"certificate {certificate.number} says {name} {snapshot.get(name)!r}, its completion {value!r}"
        if f"-{snapshot.get('code', '').upper()}-" not in certificate.number:
            yield f"certificate {certificate.number} is of the course {snapshot.get('code')!r}"
        issued = timezone.localtime(certificate.issued_at).date()
        if _day(snapshot.get("issued_on")) != issued:
            yield f"certificate {certificate.number} was issued on {issued}, it says {snapshot.get('issued_on')!r}"


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


@holds("certificates.completions_hold")
def completions_hold() -> Iterator[str]:
    """A certificate that stands is about a completion that was not withdrawn."""
    for certificate in _certificates():
        stands = not (certificate.revoked_at or certificate.suspended_at or certificate.replaced_by_id)
        if stands and certificate.completion.withdrawn_at:
            yield f"certificate {certificate.number} stands, its completion was withdrawn"


@holds("certificates.replacements_follow")
def replacements_follow() -> Iterator[str]:
    """A certificate is replaced by a later one of the same person and course."""
    for certificate in _certificates():
        later = certificate.replaced_by
        if later is None:
            continue
        pair = [(c.person_id, c.course_id) for c in (certificate.completion, later.completion)]
        if pair[0] != pair[1] or later.completion.cycle <= certificate.completion.cycle:
            yield f"certificate {certificate.number} is replaced by {later.number}, which does not follow it"
