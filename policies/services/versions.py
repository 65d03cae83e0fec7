"""What a policy page said: a version is kept whenever a changed public text is published."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.audit import record
from people.models import User
from policies import blocks
from policies.models import PolicyPage, PolicyVersion


@transaction.atomic
def keep_version(*, page: PolicyPage, by: User | None) -> PolicyVersion:
    """Keep the public text of a page that was just published, unless the newest version says the same.

    `page.version` becomes the number of the newest version, whatever the draft it was published from said.
    """
    PolicyPage.objects.select_for_update().get(pk=page.pk)
    text = text_of(page)
    newest = page.versions.first()
    if newest is None or newest.sha256 != fingerprint(text):
        number = max(newest.number + 1, page.version) if newest else page.version
        newest = PolicyVersion.objects.create(policy=page, number=number, text=text, sha256=fingerprint(text), by=by)
        record("policy.version_kept", page, by=by, after={"version": number, "sha256": newest.sha256})
    if page.version != newest.number:
        page.version = newest.number
    PolicyPage.objects.filter(pk=page.pk).update(version=newest.number)
    return newest


def keep_earlier_version(
    *, page: PolicyPage, number: int, day: date, parts: dict[str, Any], by: User | None
) -> PolicyVersion | None:
    """Keep what the page said before, as told by a file: its text of now but for `parts`. None when it has versions.

    Arguments: `parts` has plain values by the name of the part, with placeholders; `day` it was published on.
    """
    if page.versions.exists():
        return None
    text = {**text_of(page), **blocks.fill(parts, page.local)}
    version = PolicyVersion.objects.create(
        policy=page, number=number, text=text, sha256=fingerprint(text), by=by, created_at=_morning(day)
    )
    record("policy.version_kept", page, by=by, after={"version": number, "sha256": version.sha256})
    return version


def date_newest_version(*, page: PolicyPage, day: date) -> None:
    """Say that the newest version is of `day`: a page from a file was published elsewhere before it was loaded here."""
    newest = page.versions.first()
    if newest:
        PolicyVersion.objects.filter(pk=newest.pk).update(created_at=_morning(day))


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def text_of(page: PolicyPage) -> dict[str, Any]:
    """What residents read of a page now: its title and every public part, filled; what changed is not among it."""
    text = page.filled()
    text.pop("changes")
    return {"title": page.title, **text}


def fingerprint(text: dict[str, Any]) -> str:
    """SHA-256 of a text, however its parts are ordered."""
    return hashlib.sha256(json.dumps(text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
