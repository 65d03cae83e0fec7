"""Roles: what a person may do at a unit and below it, between two days. Wagtail's groups follow in the same transaction."""

from datetime import date
from typing import Any

from django.db import transaction

from core import audit, clock
from core.errors import DomainError
from people.enums import Role
from people.models import OrgUnit, RoleGrant, User
from people.permissions import can_grant
from people.services.groups import group_name, sync_groups
from people.services.messages import notify


@transaction.atomic
def grant_role(
    *,
    person: User,
    role: str,
    unit: OrgUnit,
    by: User | None,
    starts: date | None = None,
    ends: date | None = None,
) -> RoleGrant:
    """Let a person act as `role` at `unit` and below, from `starts` (today) up to and including `ends` (open).

    `by` None is the system (commands, the first administrator); anybody else may only give what `can_grant` allows.
    Errors: role_unknown, may_not_grant, person_inactive, unit_closed, ends_before_start, role_already_held.
    """
    starts = starts or clock.today()
    if role not in Role.values:
        raise DomainError("role_unknown", role=role)
    if by is not None and not can_grant(by, role, unit):
        raise DomainError("may_not_grant", role=role)
    if not person.is_active:
        raise DomainError("person_inactive")
    if unit.closed_on is not None:
        raise DomainError("unit_closed", unit=unit.name)
    if ends is not None and ends < starts:
        raise DomainError("ends_before_start")
    if RoleGrant.objects.filter(person=person, role=role, unit=unit, ends__isnull=True).exists():
        raise DomainError("role_already_held", role=role)
    grant = RoleGrant.objects.create(person=person, role=role, unit=unit, starts=starts, ends=ends, granted_by=by)
    sync_groups(person)
    audit.record("people.role_granted", grant, by=by, after=_facts(grant), scope=unit.path)
    if role != Role.LEARNER:
        context = {"role": role, "role_name": group_name(role), "unit": unit.name, "starts": starts.isoformat()}
        notify(person, "role_granted", context, f"role-granted-{grant.pk}")
    return grant


@transaction.atomic
def revoke_role(*, grant: RoleGrant, by: User | None, ends: date | None = None) -> RoleGrant:
    """Withdraw a role: at once (no `ends`: gone on the person's next request), or after the day `ends`.

    Errors: may_not_grant, role_already_revoked, ends_before_start.
    """
    grant = RoleGrant.objects.select_for_update(of=["self"]).select_related("person", "unit").get(pk=grant.pk)
    if by is not None and not can_grant(by, grant.role, grant.unit):
        raise DomainError("may_not_grant", role=grant.role)
    if grant.revoked_at is not None:
        raise DomainError("role_already_revoked")
    if ends is not None and ends < grant.starts:
        raise DomainError("ends_before_start")
    return _revoke(grant, by, ends)


def revoke_all_roles(*, person: User, by: User | None) -> None:
    """Withdraw everything the person holds or was promised; used when an account closes."""
    for grant in RoleGrant.objects.lasting_beyond(clock.today()).filter(person=person).select_related("person", "unit"):
        _revoke(grant, by, None)


def _revoke(grant: RoleGrant, by: User | None, ends: date | None) -> RoleGrant:
    before = _facts(grant)
    if ends is None:
        grant.revoked_at = clock.now()
    grant.ends = ends or max(grant.starts, clock.today())
    grant.save(update_fields=["ends", "revoked_at"])
    sync_groups(grant.person)
    after = _facts(grant)
    audit.record("people.role_revoked", grant, by=by, before=before, after=after, scope=grant.unit.path)
    return grant


def _facts(grant: RoleGrant) -> dict[str, Any]:
    return {
        "person": grant.person.username,
        "role": grant.role,
        "unit": grant.unit.name,
        "starts": grant.starts.isoformat(),
        "ends": grant.ends.isoformat() if grant.ends else None,
        "revoked_at": grant.revoked_at.isoformat() if grant.revoked_at else None,
    }
