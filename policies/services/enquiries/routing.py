"""Where an enquiry goes, and who is told of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from people.enums import MANAGER_ROLES, Role, UnitKind
from people.models import OrgUnit, RoleGrant, User
from people.services import notify
from policies.models import DutyPage, Enquiry, PolicyPage, Topic


def unit_for(*, topic: Topic | None, policy: PolicyPage | None, duty: DutyPage | None) -> OrgUnit | None:
    """The unit that answers: the topic's, else that of the page, else the county (or city) itself; None without units."""
    named = [topic and topic.unit_id, policy and policy.unit_id, duty and duty.unit_id]
    opened = OrgUnit.objects.open().in_bulk([pk for pk in named if pk])
    found = next((opened[pk] for pk in named if pk in opened), None)
    return found or OrgUnit.objects.open().filter(kind__in=[UnitKind.COUNTY, UnitKind.CITY]).order_by("-depth").first()


def handlers_of(unit: OrgUnit) -> list[User]:
    """Who deals with what lies at the unit: its handlers, else those of the nearest unit above, else who manages it."""
    return _nearest(unit, [Role.ENQUIRY_HANDLER]) or managers_of(unit)


def managers_of(unit: OrgUnit) -> list[User]:
    """Who manages the unit, at the nearest level at which anybody does."""
    return _nearest(unit, MANAGER_ROLES)


def _nearest(unit: OrgUnit, roles: Iterable[str]) -> list[User]:
    step = OrgUnit.steplen
    paths = [unit.path[:length] for length in range(step, len(unit.path) + 1, step)]
    grants = RoleGrant.objects.current().filter(role__in=list(roles), unit__path__in=paths, person__is_active=True)
    found = [(len(grant.unit.path), grant.person) for grant in grants.select_related("person", "unit")]
    nearest = max((depth for depth, _person in found), default=0)
    return list({person.pk: person for depth, person in found if depth == nearest}.values())


def tell(people: Iterable[User], template: str, enquiry: Enquiry, *, key: str, but: User | None = None) -> None:
    """One message each: the number, the page, the unit and the deadline, never a word of what was written."""
    context: dict[str, Any] = {
        "number": enquiry.number,
        "about": str(enquiry.page or enquiry.topic or ""),
        "unit": enquiry.unit.name,
        "deadline": enquiry.deadline.isoformat() if enquiry.deadline else "",
        "url": reverse("enquiries:enquiry", args=[enquiry.pk]),
    }
    for person in people:
        if but is None or person.pk != but.pk:
            notify(person, template, context, f"{template}-{enquiry.pk}-{key}")
