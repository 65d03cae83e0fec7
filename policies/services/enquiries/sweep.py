"""The clock of the desk: who is told that a deadline comes near or has passed, exactly once for each deadline."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from core import clock
from policies.engine import deadlines
from policies.enums import EnquiryStep
from policies.models import Enquiry, EnquiryEvent
from policies.services.enquiries import routing
from policies.services.enquiries.asking import note

MESSAGES = {EnquiryStep.REMINDED: "enquiry_due", EnquiryStep.ESCALATED: "enquiry_overdue"}


def remind_and_escalate() -> int:
    """Amber: handlers are reminded. Red: they are told, and it is reported to whoever manages the unit.

    Returns how many deadlines were spoken of. Safe to run twice and at the same time: the row of the log says it once.
    """
    until = clock.now() + max(deadlines.AMBER_TO_ACCEPT, deadlines.AMBER_TO_ANSWER)
    near: Any = Enquiry.objects.unfinished().by_deadline()
    reported = EnquiryEvent.objects.filter(enquiry=OuterRef("pk"), step=EnquiryStep.ESCALATED, due=OuterRef("due"))
    return sum(_speak_of(pk) for pk in near.filter(~Exists(reported), due__lte=until).values_list("pk", flat=True))


@transaction.atomic
def _speak_of(pk: int) -> bool:
    enquiry = Enquiry.objects.select_for_update(of=("self",)).select_related("unit", "handler").get(pk=pk)
    if enquiry.deadline is None:
        return False
    light = deadlines.light(enquiry.deadline, clock.now(), accepting=enquiry.is_accepting)
    step = {"due": EnquiryStep.REMINDED, "overdue": EnquiryStep.ESCALATED}.get(light)
    if step is None or not _written(enquiry, step):
        return False
    handlers = [enquiry.handler] if enquiry.handler else routing.handlers_of(enquiry.unit)
    key = enquiry.deadline.isoformat()
    routing.tell(handlers, MESSAGES[step], enquiry, key=key)
    if step == EnquiryStep.ESCALATED:
        told = {person.pk for person in handlers}
        managers = [person for person in routing.managers_of(enquiry.unit) if person.pk not in told]
        routing.tell(managers, "enquiry_escalated", enquiry, key=key)
    return True


def _written(enquiry: Enquiry, step: str) -> bool:
    """Whether this line of the log is new."""
    try:
        with transaction.atomic():
            EnquiryEvent.objects.create(enquiry=enquiry, step=step, at=clock.now(), due=enquiry.deadline)
    except IntegrityError:
        return False
    note(enquiry=enquiry, verb=step, by=None, after={"state": enquiry.state})
    return True
