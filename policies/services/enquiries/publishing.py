"""Answers that everybody reads on the page they are about: masked by rule, looked at by a person, taken back at any time."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Page
from wagtail.search import index

from core import clock, page_cache
from core.errors import DomainError
from people.models import User
from policies.engine.masking import mask
from policies.enums import EnquiryState, EnquiryStep
from policies.models import Enquiry
from policies.services.enquiries.handling import log, take


@transaction.atomic
def publish(*, enquiry: Enquiry, public_text: str, public_answer: str, by: User) -> Enquiry:
    """Put question and answer on their page, in these words; again with other words corrects them.

    Errors: no_page, not_allowed (the author said so), personal_data (field, texts found), those of `take`.
    """
    enquiry = take(enquiry=enquiry, by=by, states=[EnquiryState.ANSWERED])
    if enquiry.page is None:
        raise DomainError("no_page")
    if not enquiry.may_publish:
        raise DomainError("not_allowed")
    for field, words in (("public_text", public_text), ("public_answer", public_answer)):
        if found := mask(words).findings:
            raise DomainError("personal_data", field=field, texts=[finding.text for finding in found])
    enquiry.public_text, enquiry.public_answer, enquiry.published_at = public_text, public_answer, clock.now()
    enquiry.save(update_fields=["public_text", "public_answer", "published_at"])
    log(enquiry=enquiry, step=EnquiryStep.PUBLISHED, by=by)
    page_changed(enquiry)
    return enquiry


@transaction.atomic
def withdraw(*, enquiry: Enquiry, reason: str, by: User) -> Enquiry:
    """Take it off its page; the answer to its author stays. Errors: not_published, those of `take`."""
    enquiry = take(enquiry=enquiry, by=by, states=[EnquiryState.ANSWERED])
    if not enquiry.is_published:
        raise DomainError("not_published")
    enquiry.published_at = None
    enquiry.save(update_fields=["published_at"])
    log(enquiry=enquiry, step=EnquiryStep.WITHDRAWN, by=by, note=reason)
    page_changed(enquiry)
    return enquiry


def page_changed(enquiry: Enquiry) -> None:
    """What its page says has changed: the search finds what stands there now, and nothing that is kept says otherwise."""
    page_cache.changed()
    if enquiry.page is not None:
        index.insert_or_update_object(Page.objects.get(pk=enquiry.page.pk).specific)
