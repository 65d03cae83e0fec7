"""Which communities a resident may name."""

from __future__ import annotations

from people.enums import UnitKind
from people.models import OrgUnit

KINDS = (UnitKind.COMMUNITY, UnitKind.VILLAGE)
# A grid's code is its community's with three digits behind.
CODE_LENGTH = 12


def community_of(code: str) -> OrgUnit | None:
    """The community or village with this division code, or with that of one of its grids; None for anything else."""
    if not (code.isascii() and code.isdecimal() and CODE_LENGTH <= len(code) <= CODE_LENGTH + 3):
        return None
    return OrgUnit.objects.open().filter(kind__in=KINDS, division_code=code[:CODE_LENGTH]).first()


def communities_to_choose() -> list[tuple[str, list[tuple[str, str]]]]:
    """(street or town, [(division code, community)]), as Django's grouped choices; one query, in the order of the tree."""
    kinds = (UnitKind.STREET, UnitKind.TOWN, *KINDS)
    groups: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for unit in OrgUnit.objects.open().filter(kind__in=kinds):
        if unit.kind not in KINDS:
            groups[unit.path] = (unit.name, [])
        elif unit.division_code:
            groups.setdefault(unit.path[: -OrgUnit.steplen], ("", []))[1].append((unit.division_code, unit.name))
    return [group for group in groups.values() if group[1]]
