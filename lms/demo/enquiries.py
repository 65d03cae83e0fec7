"""A year of residents' questions, each asked, accepted, forwarded, extended, answered and rated at its own moment.

Every moment of the file is moved by the days between the day it stands at and the day of the demo, so that what is
amber, red and waiting there is so today.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from core import clock
from core.search import indexed_at_the_end
from lms.demo.population import Town
from people.enums import Role
from people.models import Message, OrgUnit, User
from people.services import grant_role
from policies.formats.yaml_enquiries import EnquirySpec, read
from policies.models import DutyPage, Enquiry, Holiday, PolicyPage, ReadyAnswer, Topic
from policies.services import enquiries

WINDOW = "便民服务中心"
FIRE = "青禾县消防救援大队"
READY = [
    ("请打110", "这件事要让警察处理，请现在就打110，说清在哪儿、什么事。这里不能代替报警。", "110"),
    ("请打12345", "这件事不归本页的责任部门。请打12345，说清时间和地点，热线会转给管的单位并给您编号。", "12345"),
    (
        "请到信访窗口",
        "这件事不在这里办理。请到县信访接待窗口，或打12345登记，信访部门会转给有权处理的单位。",
        "petition",
    ),
    ("法院在办的事", "案子已经在法院，请向承办法官提出，或打12368问。这里不能评说还在审的案子。", "court"),
    ("先回再办", "您说的情况我们已经派人去看，有结果马上在这里告诉您。", ""),
]


class Desk:
    """Who does what in the demo: the first handler or cadre of a unit, standing in for all of it."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.units = {unit.name: unit for unit in town.units.values() if unit.is_area or unit.name}
        self.topics = {topic.name: topic for topic in Topic.objects.all()}
        self.policies = {page.slug: page for page in PolicyPage.objects.select_related("topic")}
        self.duties = {page.slug: page for page in DutyPage.objects.all()}
        self._handlers: dict[int, User] = {}

    def handler(self, unit: OrgUnit) -> User:
        """Somebody at the unit with the role, given it where nobody holds it yet."""
        if unit.pk not in self._handlers:
            held = unit.role_grants.filter(role=Role.ENQUIRY_HANDLER).select_related("person").first()
            self._handlers[unit.pk] = held.person if held else self._grant(unit)
        return self._handlers[unit.pk]

    def _grant(self, unit: OrgUnit) -> User:
        placed = User.objects.filter(placements__unit=unit, is_active=True).order_by("pk").first()
        person = placed or self.town.accounts["demo-admin"]
        with clock.at(clock.now() - timedelta(days=500)):
            grant_role(person=person, role=Role.ENQUIRY_HANDLER, unit=unit, by=self.town.accounts["demo-admin"])
        return person


def build_enquiries(town: Town, today: date) -> int:
    """Every question of the file; returns how many."""
    as_of, specs = read((settings.CONTENT_DIR / "resident_questions.yaml").read_text())
    shift = timedelta(days=(today - timezone.localtime(as_of).date()).days)
    _prepare(town, specs, today)
    desk = Desk(town)
    with indexed_at_the_end():
        for spec in specs:
            _live(spec, shift, desk)
    enquiries.remind_and_escalate()
    # What was said long ago was read long ago.
    old = Message.objects.filter(template__startswith="enquiry_", created_at__lt=clock.now() - timedelta(days=14))
    old.update(read_at=clock.now() - timedelta(days=13))
    return len(specs)


def _prepare(town: Town, specs: list[EnquirySpec], today: date) -> None:
    """Topics know who answers; the desk has ready answers; two invented holidays, marked as such."""
    answering: dict[str, Counter[str]] = {}
    for spec in specs:
        answering.setdefault(spec.topic, Counter())[spec.department] += 1
    for topic in Topic.objects.filter(name__in=answering):
        topic.unit = town.units[answering[topic.name].most_common(1)[0][0]]
        topic.save(update_fields=["unit"])
    for title, text, refer_to in READY:
        ReadyAnswer.objects.get_or_create(title=title, defaults={"text": text, "refer_to": refer_to})
    for days in (40, 41):
        Holiday.objects.get_or_create(day=today + timedelta(days=days), defaults={"name": "演示用，不是真的放假安排"})


def _live(spec: EnquirySpec, shift: timedelta, desk: Desk) -> None:
    first = _unit(desk, spec.forwarded[0].origin) if spec.forwarded else desk.town.units[spec.department]
    enquiry = _asked(spec, shift, desk, first)
    if spec.accepted_at is None:
        return
    answers = spec.accepted_at
    if spec.referred:
        with clock.at(spec.answered_at + shift if spec.answered_at else answers + shift):
            by = desk.handler(first)
            enquiries.accept(enquiry=enquiry, by=by)
            enquiries.refer(enquiry=enquiry, to=spec.referred, answer=spec.answer, by=by)
    else:
        with clock.at(answers + shift):
            enquiries.accept(enquiry=enquiry, by=desk.handler(first))
        _on_the_way(spec, shift, desk, enquiry, first)
    _rated(spec, shift, enquiry)


def _asked(spec: EnquirySpec, shift: timedelta, desk: Desk, first: OrgUnit) -> Enquiry:
    """Asked about its topic; the unit at which the file has it begin stands in for the topic's where it differs."""
    recorder = desk.handler(first) if spec.channel in {"counter", "phone"} else None
    policy, duty = desk.policies.get(spec.policy), desk.duties.get(spec.duty)
    with clock.at(spec.asked_at + shift):
        asked = enquiries.submit(
            text=spec.text,
            by=recorder,
            contact="" if spec.anonymous else "13800000000",
            may_publish=spec.public,
            policy=policy,
            duty=None if policy else duty,
            anchor=spec.anchor if policy else "",
            topic=desk.topics.get(spec.topic),
            community=desk.town.units.get(spec.community),
            channel=spec.channel,
        )
        enquiry = asked.enquiry
        if enquiry.unit_id != first.pk:
            by = desk.handler(enquiry.unit)
            enquiries.forward(enquiry=enquiry, to=first, told=f"这件事先由{first.name}看", by=by)
    enquiry.refresh_from_db()
    return enquiry


def _on_the_way(spec: EnquirySpec, shift: timedelta, desk: Desk, enquiry: Enquiry, first: OrgUnit) -> None:
    """Forwarded, extended, answered and published, in the order of their moments."""
    unit = first
    for step in spec.forwarded:
        to = desk.town.units[step.to]
        with clock.at(step.at + shift):
            enquiries.forward(enquiry=enquiry, to=to, told=step.reason, by=desk.handler(unit))
        unit = to
    by = desk.handler(unit)
    if spec.extended:
        with clock.at(spec.extended.at + shift):
            enquiries.extend(enquiry=enquiry, days=spec.extended.days, reason=spec.extended.reason, by=by)
    if spec.answered_at:
        with clock.at(spec.answered_at + shift):
            enquiries.answer(enquiry=enquiry, answer=spec.answer, by=by)
            if spec.public:
                _publish(spec, enquiry, by)


def _publish(spec: EnquirySpec, enquiry: Enquiry, by: User) -> None:
    enquiries.publish(enquiry=enquiry, public_text=spec.public_text, public_answer=spec.answer, by=by)
    for number in range(spec.me_too):
        enquiries.me_too(enquiry=enquiry, device=f"{enquiry.number}-{number}")


def _rated(spec: EnquirySpec, shift: timedelta, enquiry: Enquiry) -> None:
    if spec.score and spec.answered_at:
        moment: datetime = spec.answered_at + shift + timedelta(hours=5)
        with clock.at(min(moment, clock.now())):
            enquiries.rate(enquiry=enquiry, score=spec.score, words=spec.comment)


def _unit(desk: Desk, name: str) -> OrgUnit:
    """A unit by its name; the window of a street is the street's."""
    return desk.town.units[name.removesuffix(WINDOW)]
