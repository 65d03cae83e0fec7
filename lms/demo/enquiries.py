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
from lms.demo.moments import moment
from lms.demo.population import Town
from lms.demo.town import DEPARTMENTS
from people.enums import Role
from people.models import Message, OrgUnit, RoleGrant, User
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


# What lies on the desk of demo-handler today: days ago, page, part, words, accepted, to be looked at first.
TODAY = [
    (
        13,
        "ebike-safety",
        "how",
        "6号楼到充电棚要走十分钟，老人推不动，能不能在西门加几个插口？打我电话13800000000，我姓李。",
        True,
    ),
    (17, "ebike-safety", "points", "车棚的灭火器过期了，跟物业说了两次都没有换", True),
    (4, "falling-objects-renovation", "call", "我家楼上装修把承重墙砸了一半，消防通道也堆着沙子，归谁看", True),
    (3, "ebike-safety", "qa", "换了新国标的车，旧电池该交到哪里去", False),
    (0, "ebike-safety", "when", "晚上几点以后充电棚就断电了？我下夜班来不及", False),
    (0, "ebike-safety", "", "电动车电池低价换新，加微信看图，详情 www.example.invalid 点com", False),
]


class Desk:
    """Where things are, and who deals with them at a moment."""

    def __init__(self, town: Town) -> None:
        self.units = town.units
        self.admin = town.accounts["demo-admin"]
        self.topics = {topic.name: topic for topic in Topic.objects.all()}
        self.policies = {page.slug: page for page in PolicyPage.objects.select_related("topic")}
        self.duties = {page.slug: page for page in DutyPage.objects.all()}

    def handler(self, unit: OrgUnit) -> User:
        """A handler of the unit on the day of the clock; the administrator where there was none yet."""
        held = RoleGrant.objects.current().filter(role=Role.ENQUIRY_HANDLER, unit=unit).select_related("person").first()
        return held.person if held else self.admin

    def unit(self, name: str) -> OrgUnit:
        """A unit by its name; the window of a street is the street's."""
        return self.units[name.removesuffix(WINDOW)]


def build_enquiries(town: Town, today: date) -> int:
    """Every question of the file; returns how many."""
    as_of, specs = read((settings.CONTENT_DIR / "resident_questions.yaml").read_text())
    shift = timedelta(days=(today - timezone.localtime(as_of).date()).days)
    _prepare(town, specs, today)
    desk = Desk(town)
    with indexed_at_the_end():
        for spec in specs:
            _live(spec, shift, desk)
        _on_the_desk_today(desk, today)
    enquiries.remind_and_escalate()
    # What was said long ago was read long ago.
    old = Message.objects.filter(template__startswith="enquiry_", created_at__lt=clock.now() - timedelta(days=14))
    old.update(read_at=clock.now() - timedelta(days=13))
    return len(specs)


def _on_the_desk_today(desk: Desk, today: date) -> None:
    """Amber, red, waiting, to be masked and to be looked at, at the unit of demo-handler."""
    unit = desk.units[FIRE]
    for number, (days, slug, anchor, text, accepted) in enumerate(TODAY):
        asked_at = min(
            moment(today - timedelta(days=days), 9, 5 * number), clock.now() - timedelta(minutes=20 - number)
        )
        with clock.at(asked_at):
            policy = desk.policies.get(slug)
            enquiry = enquiries.submit(text=text, policy=policy, anchor=anchor, unit=unit, by=None).enquiry
        if accepted:
            with clock.at(min(asked_at + timedelta(hours=3), clock.now())):
                enquiries.accept(enquiry=enquiry, by=desk.handler(unit))


def _prepare(town: Town, specs: list[EnquirySpec], today: date) -> None:
    """Topics know who answers; the desk has ready answers; two invented holidays, marked as such."""
    answering: dict[str, Counter[str]] = {}
    for spec in specs:
        answering.setdefault(spec.topic, Counter())[spec.department] += 1
    for topic in Topic.objects.filter(name__in=answering):
        topic.unit = town.units[answering[topic.name].most_common(1)[0][0]]
        topic.save(update_fields=["unit"])
    _name_handlers(town, today)
    for title, text, refer_to in READY:
        ReadyAnswer.objects.get_or_create(title=title, defaults={"text": text, "refer_to": refer_to})
    for days in (40, 41):
        Holiday.objects.get_or_create(day=today + timedelta(days=days), defaults={"name": "演示用，不是真的放假安排"})


def _name_handlers(town: Town, today: date) -> None:
    """Each department that answers has a handler: whoever works there."""
    for name in DEPARTMENTS:
        unit = town.units[name]
        person = User.objects.filter(placements__unit=unit, username__startswith="u").order_by("pk").first()
        if person and not unit.role_grants.filter(role=Role.ENQUIRY_HANDLER).exists():
            grant = {"person": person, "role": Role.ENQUIRY_HANDLER, "unit": unit, "by": town.accounts["demo-admin"]}
            grant_role(**grant, starts=today - timedelta(days=500))


def _live(spec: EnquirySpec, shift: timedelta, desk: Desk) -> None:
    first = desk.unit(spec.forwarded[0].origin) if spec.forwarded else desk.unit(spec.department)
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
    """Asked at the unit at which the file has it begin."""
    recorder = desk.handler(first) if spec.channel in {"counter", "phone"} else None
    policy, duty = desk.policies.get(spec.policy), desk.duties.get(spec.duty)
    with clock.at(spec.asked_at + shift):
        return enquiries.submit(
            text=spec.text,
            by=recorder,
            contact="" if spec.anonymous else "13800000000",
            may_publish=spec.public,
            policy=policy,
            duty=None if policy else duty,
            anchor=spec.anchor if policy else "",
            topic=desk.topics.get(spec.topic),
            community=desk.units.get(spec.community),
            channel=spec.channel,
            unit=first,
        ).enquiry


def _on_the_way(spec: EnquirySpec, shift: timedelta, desk: Desk, enquiry: Enquiry, first: OrgUnit) -> None:
    """Forwarded, extended, answered and published, in the order of their moments."""
    unit = first
    for step in spec.forwarded:
        to = desk.unit(step.to)
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
