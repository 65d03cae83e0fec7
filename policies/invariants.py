"""What must be true of residents' enquiries (core.invariants)."""

from collections.abc import Iterator

from django.db.models import Count, F, Q
from django.utils import timezone

from core.invariants import batches, holds
from policies.engine.masking import mask
from policies.enums import EnquiryState, EnquiryStep
from policies.models import Enquiry

# What stands in the log of an enquiry that is in this state.
WRITTEN = {
    EnquiryState.ACCEPTED: EnquiryStep.ACCEPTED,
    EnquiryState.ANSWERED: EnquiryStep.ANSWERED,
    EnquiryState.REFERRED: EnquiryStep.REFERRED,
    EnquiryState.REFUSED: EnquiryStep.REFUSED,
}


@holds("policies.enquiries_are_logged")
def enquiries_are_logged() -> Iterator[str]:
    """What brought an enquiry into its state stands in its log, and its log begins with its receipt."""
    for batch in batches(Enquiry.objects.prefetch_related("events")):
        for enquiry in batch:
            steps = [event.step for event in enquiry.events.all()]
            if steps[:1] != [EnquiryStep.RECEIVED]:
                yield f"enquiry {enquiry.pk}: its log does not begin with its receipt"
            if (step := WRITTEN.get(EnquiryState(enquiry.state))) and step not in steps:
                yield f"enquiry {enquiry.pk} is {enquiry.state} and its log does not say {step}"


@holds("policies.enquiry_times_are_in_order")
def enquiry_times_are_in_order() -> Iterator[str]:
    """It is received before it is accepted, closed, rated, published and due; its number is that of its day."""
    wrong = Q(pk__in=[])
    for later in ("accept_by", "answer_by", "accepted_at", "closed_at"):
        wrong |= Q(**{f"{later}__lt": F("created_at")})
    wrong |= Q(published_at__lt=F("closed_at")) | Q(rated_at__lt=F("closed_at")) | Q(closed_at__lt=F("accepted_at"))
    for batch in batches(Enquiry.objects.filter(wrong).only("pk")):
        for enquiry in batch:
            yield f"enquiry {enquiry.pk}: its moments are not in order"
    for batch in batches(Enquiry.objects.only("number", "created_at")):
        for enquiry in batch:
            if enquiry.number.split("-")[1:2] != [f"{timezone.localtime(enquiry.created_at):%Y%m%d}"]:
                yield f"enquiry {enquiry.pk}: its number {enquiry.number} is not of its day"


@holds("policies.published_answers_name_nobody")
def published_answers_name_nobody() -> Iterator[str]:
    """What everybody reads has words for question and answer, a page, and nothing in it that a rule would hide."""
    for batch in batches(Enquiry.objects.published().select_related("policy", "duty")):
        for enquiry in batch:
            if not (enquiry.page and enquiry.public_text and enquiry.public_answer):
                yield f"enquiry {enquiry.pk} is public without page or words"
            if mask(enquiry.public_text).findings or mask(enquiry.public_answer).findings:
                yield f"enquiry {enquiry.pk} is public with personal data in it"


@holds("policies.those_who_join_are_counted")
def those_who_join_are_counted() -> Iterator[str]:
    """As many want to know too as devices said so."""
    counted = Enquiry.objects.annotate(devices=Count("me_toos")).exclude(me_too=F("devices"))
    for batch in batches(counted):
        for enquiry in batch:
            yield f"enquiry {enquiry.pk} says {enquiry.me_too} want to know too, {enquiry.devices} devices said so"
