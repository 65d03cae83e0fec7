"""What residents do: ask, say how it went, and say that they want to know too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from core import audit, clock
from core.errors import DomainError
from core.pictures import PictureError, is_picture, shrink
from people.models import OrgUnit, User
from policies.engine import deadlines, screening
from policies.enums import Channel, EnquiryState, EnquiryStep
from policies.models import DutyPage, Enquiry, EnquiryEvent, Holiday, MeToo, PolicyPage, Topic
from policies.services.enquiries import receipts, routing

PHOTO_LIMIT = 5 * 1024 * 1024
# The same words again within so long are looked at first.
SAME_WORDS = timedelta(days=1)
# No run of holidays is longer.
HOLIDAYS_AHEAD = timedelta(days=40)


@dataclass(frozen=True)
class Asked:
    """The enquiry and its code, which nobody can tell again."""

    enquiry: Enquiry
    code: str


@transaction.atomic
def submit(
    *,
    text: str,
    by: User | None,
    contact: str = "",
    photo: File[Any] | None = None,
    may_publish: bool = True,
    policy: PolicyPage | None = None,
    duty: DutyPage | None = None,
    anchor: str = "",
    topic: Topic | None = None,
    community: OrgUnit | None = None,
    channel: str = Channel.WEB,
    unit: OrgUnit | None = None,
    from_device: int = 1,
    crowded: bool = False,
) -> Asked:
    """Take an enquiry in; whoever deals with its topic is told, unless it has to be looked at first.

    Arguments: `by` the worker who writes it down for a resident, None for the resident; `anchor` the part of the page;
    `unit` where it goes, None for where its topic says;
    `from_device` the how-manieth of this hour from one device; `crowded` more come than ever do by themselves.
    Errors: photo_too_big (limit in bytes), photo_unreadable, no_unit (nobody is there to answer).
    """
    topic = topic or (policy.topic if policy else None)
    unit = unit or routing.unit_for(topic=topic, policy=policy, duty=duty)
    if unit is None:
        raise DomainError("no_unit")
    picture = _picture(photo) if photo else None
    now = clock.now()
    received = timezone.localtime(now)
    reasons = [] if by else _reasons(text, from_device, crowded)
    number, code = receipts.new_number(received.date()), receipts.new_code()
    enquiry = Enquiry(
        number=number,
        code=receipts.hash_code(number, code),
        policy=policy,
        duty=duty,
        anchor=anchor,
        topic=topic,
        community=community,
        channel=channel,
        text=text,
        contact=contact,
        may_publish=may_publish,
        is_urgent=screening.is_urgent(text),
        state=EnquiryState.SCREENING if reasons else EnquiryState.NEW,
        look_because=",".join(reasons),
        unit=unit,
        created_at=now,
        accept_by=deadlines.accept_by(received, _special_days(received)),
        answer_by=deadlines.answer_by(received),
        recorded_by=by,
    )
    if picture:
        enquiry.photo.save("photo.webp", picture, save=False)
    enquiry.save()
    EnquiryEvent.objects.create(enquiry=enquiry, step=EnquiryStep.RECEIVED, at=now, to_unit=unit, by=by)
    note(enquiry=enquiry, verb="received", by=by, after={"unit": unit.name, "channel": channel, "state": enquiry.state})
    if not reasons:
        routing.tell(routing.handlers_of(unit), "enquiry_new", enquiry, key="new", but=by)
    return Asked(enquiry, code)


def _reasons(text: str, from_device: int, crowded: bool) -> list[screening.Reason]:
    since = clock.now() - SAME_WORDS
    before = Enquiry.objects.filter(created_at__gte=since, text=text).exists()
    return screening.reasons_to_look(text, sent_before=before, from_device=from_device, crowded=crowded)


def _picture(photo: File[Any]) -> ContentFile:
    """The photo small and without what the camera wrote into it."""
    if photo.size > PHOTO_LIMIT:
        raise DomainError("photo_too_big", limit=PHOTO_LIMIT)
    if not is_picture(photo):
        raise DomainError("photo_unreadable")
    try:
        data, _width, _height = shrink(photo)
    except PictureError as error:
        raise DomainError("photo_unreadable") from error
    return ContentFile(data)


def _special_days(received: Any) -> dict[Any, bool]:
    first = received.date()
    near = Holiday.objects.filter(day__range=(first, first + HOLIDAYS_AHEAD))
    return dict(near.values_list("day", "is_working"))


@transaction.atomic
def rate(*, enquiry: Enquiry, score: int, words: str, by: None = None) -> Enquiry:
    """The author says how it went, once: 1 不满意, 2 一般, 3 满意. Errors: not_closed, rated_already."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if enquiry.is_open:
        raise DomainError("not_closed")
    if enquiry.satisfaction is not None:
        raise DomainError("rated_already")
    enquiry.satisfaction, enquiry.satisfaction_words, enquiry.rated_at = score, words, clock.now()
    enquiry.save(update_fields=["satisfaction", "satisfaction_words", "rated_at"])
    EnquiryEvent.objects.create(enquiry=enquiry, step=EnquiryStep.RATED, at=clock.now())
    note(enquiry=enquiry, verb="rated", by=by, after={"satisfaction": score})
    return enquiry


def me_too(*, enquiry: Enquiry, device: str, by: None = None) -> bool:
    """One more wants to know, once per device (`device` a hash); False when it was counted before. Not audited: a tap."""
    if not Enquiry.objects.published().filter(pk=enquiry.pk).exists():
        raise DomainError("not_published")
    try:
        with transaction.atomic():
            MeToo.objects.create(enquiry=enquiry, device=device)
            Enquiry.objects.filter(pk=enquiry.pk).update(me_too=F("me_too") + 1)
    except IntegrityError:
        return False
    return True


def note(*, enquiry: Enquiry, verb: str, by: User | None, **said: Any) -> None:
    """A line of the audit trail about an enquiry: never its words, and no address where its author acts."""
    line = audit.line(f"policies.enquiry_{verb}", enquiry, by=by, scope=enquiry.unit.path, **said)
    if by is None:
        line.address = None
    line.save(force_insert=True)
