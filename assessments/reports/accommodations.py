"""Extra time that belongs to a person in every exam. Its reason may be about health: it is shown to those who may change
it, on these screens alone, and stands in no list that can be taken out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from assessments.models import Accommodation
from assessments.permissions import Area
from core.models import AuditEntry
from people.models import User


@dataclass(frozen=True)
class Grant:
    """One change: what held from then on (nothing of both: taken back), by whom, why."""

    at: datetime
    percent: int
    minutes: int
    by: str
    reason: str


def accommodations_in(area: Area) -> QuerySet[Accommodation]:
    """Those of the people whom the viewer may adjust, by name."""
    found = Accommodation.objects.filter(person__in=area.people).select_related("person", "changed_by")
    return found.order_by("person__display_name", "pk")


def grants_of(person: User) -> list[Grant]:
    """Every change for the person, newest first, from the audit trail. One query."""
    lines = AuditEntry.objects.filter(object_type=User._meta.label_lower, object_id=str(person.pk))
    lines = lines.filter(action="assessments.accommodation_set").select_related("actor")
    return [_grant(line, line.after) for line in lines]


def _grant(line: AuditEntry, after: Mapping[str, Any]) -> Grant:
    by = str(line.actor) if line.actor else ""
    return Grant(line.at, after.get("percent", 0), after.get("minutes", 0), by, line.reason)
