"""What residents say of a page: one check taken, one tap whether it helped; and tables of it taken out.

Residents are nobody here: there is no `by`, and no line in the audit trail, which would keep the sender's address beside
the answer. The constraints of the database decide what counts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core import audit, clock
from core.exports import Table, to_csv, to_xlsx
from people.models import OrgUnit, User
from policies.engine.awareness import week_of
from policies.engine.check import Answer
from policies.enums import Useful
from policies.models import AwarenessAnswer, PolicyPage, UsefulnessVote


def purpose_of_check(policy: PolicyPage) -> str:
    """What a device's hash is made for when it takes the check of `policy` this week."""
    return f"check:{policy.pk}:{week_of(clock.today())}"


def purpose_of_vote(policy: PolicyPage) -> str:
    """What a device's hash is made for when it says whether this version of `policy` helped."""
    return f"useful:{policy.pk}:{policy.version}"


def record_check(
    *, policy: PolicyPage, device: str, answers: Sequence[Answer], community: OrgUnit | None, from_poster: bool
) -> bool:
    """Count a finished check of this week; False when this device has one already, which stays as it is.

    Arguments: `device` the hash for `purpose_of_check`; `community` None where it was not told.
    """
    counted = {
        "policy_version": policy.version,
        "community": community,
        "answers": [{"id": one.question.id, "chosen": one.written, "right": one.is_right} for one in answers],
        "asked": len(answers),
        "right": sum(one.is_right for one in answers),
        "from_poster": from_poster,
        "created_at": _today(),
    }
    _row, is_new = AwarenessAnswer.objects.get_or_create(
        policy=policy, week=week_of(clock.today()), device=device, defaults=counted
    )
    return is_new


def record_vote(*, policy: PolicyPage, device: str, useful: str, because: str = "", words: str = "") -> UsefulnessVote:
    """Note whether this version of the page helped; a later vote of the same device replaces the earlier one.

    Arguments: `device` the hash for `purpose_of_vote`; a reason is kept only where something was missing.
    """
    said = {
        "useful": useful,
        "because": "" if useful == Useful.CLEAR else because,
        "words": words,
        "created_at": _today(),
    }
    vote, _is_new = UsefulnessVote.objects.update_or_create(
        policy=policy, policy_version=policy.version, device=device, defaults=said
    )
    return vote


def _today() -> datetime:
    """The day alone: the second would tell which answers came from one sitting."""
    return timezone.localtime(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)


WRITERS = {
    "csv": (to_csv, "text/csv; charset=utf-8"),
    "xlsx": (to_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@dataclass(frozen=True)
class Exported:
    """A file to hand out."""

    content: bytes
    content_type: str
    filename: str


@transaction.atomic
def export_awareness(*, table: Table, extension: str, by: User) -> Exported:
    """Write the table as `csv` or `xlsx` and note who took what out."""
    write, content_type = WRITERS[extension]
    content = write(table)
    after = {"title": table.title, "notes": list(table.notes[:2]), "format": extension}
    audit.record("policies.awareness_exported", by, by=by, after=after)
    return Exported(content, content_type, f"gridschool-{clock.today():%Y%m%d}.{extension}")
