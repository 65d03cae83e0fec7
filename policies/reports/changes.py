"""What residents can ask about a page: what changed in it."""

from dataclasses import dataclass

from django.utils.functional import Promise

from policies.engine.differences import Line, changed_parts
from policies.models import PolicyPage, PolicyVersion


@dataclass(frozen=True)
class Changes:
    """`version` beside the `earlier` one (None: it is the first), the parts that differ, and every version, newest first."""

    version: PolicyVersion | None
    earlier: PolicyVersion | None
    parts: list[tuple[str | Promise, list[Line]]]
    versions: list[PolicyVersion]


def changes_of(page: PolicyPage, *, number: str = "") -> Changes:
    """What a version of the page says otherwise than the one before it.

    Arguments: `number` of the version; one that there is not, or none, is the newest.
    """
    versions = list(page.versions.all())
    chosen = next((one for one in versions if str(one.number) == number), versions[0] if versions else None)
    place = versions.index(chosen) + 1 if chosen else 0
    earlier = versions[place] if place < len(versions) else None
    found = changed_parts(earlier.text, chosen.text) if chosen and earlier else {}
    return Changes(chosen, earlier, [(_name(name), lines) for name, lines in found.items()], versions)


def _name(part: str) -> str | Promise:
    """The heading of a part as residents know it."""
    return {field.name: field.verbose_name for field in PolicyPage._meta.concrete_fields}[part]
