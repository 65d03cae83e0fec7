"""A page takes the values of a file: published when that changed something, left alone when it did not."""

from __future__ import annotations

import json
import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from wagtail.blocks import StreamBlock, StreamValue
from wagtail.models import Page

from core import audit
from people.models import User

# Blocks keep their id as long as their content stays, so that a place in a lesson outlives an edit elsewhere in it.
BLOCK_NAMESPACE = uuid.UUID("5d2f8a1c-2f0e-4f43-9c53-6f0c1f9e7a10")


@dataclass(frozen=True)
class Upkeep:
    """Who answers for pages that are loaded, and from when until when they hold."""

    owner: User | None
    department: str
    effective_from: date | None
    review_by: date | None

    def fields(self) -> dict[str, Any]:
        """As fields of a page."""
        return {
            "content_owner": self.owner,
            "department": self.department,
            "effective_from": self.effective_from,
            "review_by": self.review_by,
        }


def load_page(*, page: Page, parent: Page, by: User | None, **fields: Any) -> Any:
    """Give a page these values and publish it if that changed it; streams are lists of (type, value)."""
    if page.pk and page.get_parent().pk != parent.pk:
        page.move(parent, pos="last-child")
        page = page.specific_class.objects.get(pk=page.pk)
    changed = [name for name, value in fields.items() if _set(page, name, value)]
    if page.pk is None:
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        parent.refresh_from_db()
    elif not changed and page.live:
        return page
    page.save_revision(user=by).publish(user=by)
    page.refresh_from_db()
    audit.record("courses.page_loaded", page, by=by, after={"slug": page.slug, "changed": changed})
    return page


def _set(page: Page, name: str, value: Any) -> bool:
    """Set one field; returns whether it was different."""
    old = getattr(page, name)
    if isinstance(old, StreamValue):
        value = _stream(old.stream_block, value)
        same = _plain(old.get_prep_value()) == _plain(value.get_prep_value())
    elif name == "competencies":
        same = [(row.competency_id, row.level) for row in old.all()] == [
            (row.competency_id, row.level) for row in value
        ]
    else:
        same = old == value
    if not same:
        setattr(page, name, value)
    return not same


def _stream(block: StreamBlock, blocks: list[tuple[str, Any]]) -> StreamValue:
    """Blocks with ids that come from their content."""
    seen: Counter[str] = Counter()
    raw = []
    for kind, value in blocks:
        content = f"{kind}:{json.dumps(value, ensure_ascii=False, sort_keys=True)}"
        seen[content] += 1
        ident = uuid.uuid5(BLOCK_NAMESPACE, f"{content}#{seen[content]}")
        raw.append({"type": kind, "value": value, "id": str(ident)})
    return block.to_python(raw)


def _plain(value: Any) -> Any:
    """A stream's stored form without the ids of blocks and list items, for comparing."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items() if key != "id"}
    return [_plain(part) for part in value] if isinstance(value, list) else value
