"""What the desk does with an enquiry. Each act locks the row, asks whether it may be done now, and writes the log."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import clock
from core.errors import DomainError
from people.models import OrgUnit, User
from policies.engine import deadlines
from policies.enums import OPEN_STATES, EnquiryState, EnquiryStep
from policies.models import Enquiry, EnquiryEvent
from policies.models.enquiries import STILL_OPEN
from policies.services.enquiries import routing
from policies.services.enquiries.asking import note


def take(*, enquiry: Enquiry, by: User | None, states: Iterable[str]) -> Enquiry:
    """The row, locked until the transaction ends. Errors: not_yours; enquiry_moved_on (state) when it is in no such state."""
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("unit")
    if by is not None:
        rows = rows.filter(pk__in=Enquiry.objects.visible_to(by))
    locked = rows.filter(pk=enquiry.pk).first()
    if locked is None:
        raise DomainError("not_yours")
    if locked.state not in set(states):
        raise DomainError("enquiry_moved_on", state=locked.state)
    return locked


def log(*, enquiry: Enquiry, step: str, by: User | None, audit: dict[str, Any] | None = None, **said: Any) -> None:
    """A line of the enquiry's log, and one of the audit trail. `said`: told, note, from_unit, to_unit, due."""
    EnquiryEvent.objects.create(enquiry=enquiry, step=step, at=clock.now(), by=by, **said)
    note(enquiry=enquiry, verb=step, by=by, after={"state": enquiry.state, **(audit or {})})


@transaction.atomic
def pass_screening(*, enquiry: Enquiry, by: User) -> Enquiry:
    """It was looked at and is an enquiry like others; its deadlines stay. Errors: those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=[EnquiryState.SCREENING])
    enquiry.state = EnquiryState.NEW
    enquiry.save(update_fields=["state"])
    log(enquiry=enquiry, step=EnquiryStep.PASSED, by=by)
    routing.tell(routing.handlers_of(enquiry.unit), "enquiry_new", enquiry, key="new", but=by)
    return enquiry


@transaction.atomic
def accept(*, enquiry: Enquiry, by: User) -> Enquiry:
    """Its unit deals with it, and `by` answers for that. Errors: those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=[EnquiryState.NEW])
    enquiry.state, enquiry.accepted_at, enquiry.handler = EnquiryState.ACCEPTED, clock.now(), by
    enquiry.save(update_fields=["state", "accepted_at", "handler"])
    log(enquiry=enquiry, step=EnquiryStep.ACCEPTED, by=by, to_unit=enquiry.unit)
    return enquiry


@transaction.atomic
def forward(*, enquiry: Enquiry, to: OrgUnit, told: str, note: str = "", by: User) -> Enquiry:
    """Another unit deals with it from now on; the deadlines stay.

    Arguments: `told` what the author reads, `note` what the other unit reads. Errors: same_unit, unit_closed, `take`'s.
    """
    enquiry = take(enquiry=enquiry, by=by, states=OPEN_STATES)
    if to.pk == enquiry.unit_id:
        raise DomainError("same_unit")
    if not OrgUnit.objects.open().filter(pk=to.pk).exists():
        raise DomainError("unit_closed")
    before, enquiry.unit, enquiry.handler = enquiry.unit, to, None
    enquiry.save(update_fields=["unit", "handler"])
    log(
        enquiry=enquiry,
        step=EnquiryStep.FORWARDED,
        by=by,
        audit={"to": to.name},
        from_unit=before,
        to_unit=to,
        told=told,
        note=note,
    )
    times = enquiry.events.filter(step=EnquiryStep.FORWARDED).count()
    routing.tell(routing.handlers_of(to), "enquiry_forwarded", enquiry, key=str(times), but=by)
    return enquiry


@transaction.atomic
def extend(*, enquiry: Enquiry, days: int, reason: str, by: User) -> Enquiry:
    """So many more days to answer, once, with a reason the author reads.

    Errors: extended_already, too_many_days (most), those of `take`.
    """
    enquiry = take(enquiry=enquiry, by=by, states=[EnquiryState.ACCEPTED])
    if enquiry.extended_at is not None:
        raise DomainError("extended_already")
    if not 0 < days <= deadlines.MOST_EXTRA_DAYS:
        raise DomainError("too_many_days", most=deadlines.MOST_EXTRA_DAYS)
    enquiry.answer_by = deadlines.extended(timezone.localtime(enquiry.answer_by), days)
    enquiry.extended_at, enquiry.extension_reason = clock.now(), reason
    enquiry.save(update_fields=["answer_by", "extended_at", "extension_reason"])
    log(
        enquiry=enquiry,
        step=EnquiryStep.EXTENDED,
        by=by,
        audit={"answer_by": enquiry.answer_by.isoformat()},
        told=reason,
    )
    return enquiry


@transaction.atomic
def answer(*, enquiry: Enquiry, answer: str, by: User) -> Enquiry:
    """The answer to its author; publishing it is a second act (`publish`). Errors: those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=[EnquiryState.ACCEPTED])
    return _close(enquiry=enquiry, state=EnquiryState.ANSWERED, step=EnquiryStep.ANSWERED, words=answer, by=by)


@transaction.atomic
def refer(*, enquiry: Enquiry, to: str, answer: str, by: User) -> Enquiry:
    """The desk must not take it (domain.md 7.10): the author is told where to go. Errors: those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=STILL_OPEN)
    enquiry.refer_to = to
    return _close(
        enquiry=enquiry,
        state=EnquiryState.REFERRED,
        step=EnquiryStep.REFERRED,
        words=answer,
        by=by,
        audit={"refer_to": to},
    )


@transaction.atomic
def refuse(*, enquiry: Enquiry, reason: str, by: User) -> Enquiry:
    """Nothing is done about it (advertising, abuse, nothing to answer); the author reads why. Errors: those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=STILL_OPEN)
    return _close(enquiry=enquiry, state=EnquiryState.REFUSED, step=EnquiryStep.REFUSED, words=reason, by=by)


def _close(
    *, enquiry: Enquiry, state: str, step: str, words: str, by: User, audit: dict[str, Any] | None = None
) -> Enquiry:
    enquiry.state, enquiry.answer, enquiry.closed_at, enquiry.closed_by = state, words, clock.now(), by
    enquiry.save(update_fields=["state", "answer", "closed_at", "closed_by", "refer_to"])
    log(enquiry=enquiry, step=step, by=by, audit=audit)
    return enquiry


@transaction.atomic
def remind(*, enquiry: Enquiry, note: str, by: User) -> Enquiry:
    """Urge whoever deals with it; `note` is for them. Errors: those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=STILL_OPEN)
    log(enquiry=enquiry, step=EnquiryStep.REMINDED, by=by, note=note)
    times = enquiry.events.filter(step=EnquiryStep.REMINDED).count()
    people = [enquiry.handler] if enquiry.handler else routing.handlers_of(enquiry.unit)
    routing.tell(people, "enquiry_reminded", enquiry, key=str(times), but=by)
    return enquiry


@transaction.atomic
def read_original(*, enquiry: Enquiry, by: User) -> Enquiry:
    """The unmasked text and contact, which is noted. Errors: those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=EnquiryState.values)
    note(enquiry=enquiry, verb="original_read", by=by)
    return enquiry


@transaction.atomic
def see_photo(*, enquiry: Enquiry, by: User) -> Enquiry:
    """The photo, which is noted. Errors: no_photo, those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=EnquiryState.values)
    if not enquiry.photo:
        raise DomainError("no_photo")
    note(enquiry=enquiry, verb="photo_seen", by=by)
    return enquiry
