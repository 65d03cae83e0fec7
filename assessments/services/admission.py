"""The code at the door: a session's admission code, or the password of an exam without sessions.

Wrong ones are counted on the entry, which is locked meanwhile: so many guesses at once are still so many guesses. The count
stays although the start is refused (`services.starting` commits it).
"""

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare

from assessments.models import Entry
from assessments.permissions import can_settle
from core import clock
from core.audit import record
from core.errors import DomainError

TRIES = 5
LOCKED_FOR = timedelta(minutes=10)


def tries_left(entry: Entry) -> int:
    """How many wrong codes in a row are still taken; after a lock has ended all of them again."""
    return TRIES if entry.code_locked_until else TRIES - entry.code_failures


def code_refusal(entry: Entry, given: str) -> DomainError | None:
    """Check what a candidate gave, and count it when it is wrong; None when the door opens.

    Arguments: `entry` locked, with exam and session. The refusal is code_missing (not counted), code_wrong (with `left`)
    or code_locked (with `until`; while it lasts, the right code opens nothing either).
    """
    wanted = entry.session.code if entry.session else entry.exam.password
    if not wanted:
        return None
    now = clock.now()
    if entry.code_locked_until and entry.code_locked_until > now:
        return DomainError("code_locked", until=entry.code_locked_until)
    if not _plain(given):
        return DomainError("code_missing")
    if constant_time_compare(_plain(given), _plain(wanted)):
        _note(entry, failures=0)
        return None
    left = tries_left(entry) - 1
    if left:
        _note(entry, failures=TRIES - left)
        return DomainError("code_wrong", left=left)
    until = now + LOCKED_FOR
    _note(entry, failures=TRIES, until=until)
    record("assessments.entry_locked", entry, by=entry.person, after={"until": until.isoformat()})
    return DomainError("code_locked", until=until)


def _plain(code: str) -> str:
    """As it was meant: a Chinese keyboard writes wide digits and letters."""
    return unicodedata.normalize("NFKC", code).strip()


def _note(entry: Entry, *, failures: int, until: datetime | None = None) -> None:
    if (entry.code_failures, entry.code_locked_until) != (failures, until):
        entry.code_failures, entry.code_locked_until = failures, until
        entry.save(update_fields=["code_failures", "code_locked_until"])


@transaction.atomic
def unlock_entry(*, entry: Entry, by: Any) -> Entry:
    """Let a candidate try the code again at once. Raises DomainError("not_allowed"): who runs the session, or oversees."""
    locked = Entry.objects.select_for_update(of=("self",)).select_related("session__unit", "person").get(pk=entry.pk)
    if not can_settle(by, locked):
        raise DomainError("not_allowed")
    before = {"failures": locked.code_failures}
    _note(locked, failures=0)
    scope = locked.session.unit.path if locked.session else ""
    record("assessments.entry_unlocked", locked, by=by, before=before, scope=scope)
    return locked
