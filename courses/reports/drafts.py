"""What stands in drafts only: Wagtail's index of references knows pages as they are published."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Model, Q
from wagtail.models import Page, Revision

from courses.models import LessonPage


def draft_showing(row: Model) -> Page | None:
    """A lesson whose draft, or whose version set for later, shows `row` (a file or a card); None where there is none."""
    drafts = LessonPage.objects.filter(has_unpublished_changes=True).values("latest_revision")
    revisions = Revision.page_revisions.filter(Q(pk__in=drafts) | Q(approved_go_live_at__isnull=False))
    for key, content in revisions.values_list("object_id", "content").iterator():
        if _shows(content.get("body"), row):
            return Page.objects.filter(pk=key).first()
    return None


def _shows(body: Any, row: Model) -> bool:
    block = LessonPage._meta.get_field("body").stream_block
    try:
        references = block.extract_references(block.to_python(json.loads(body or "[]")))
        return any(isinstance(row, model) and key == str(row.pk) for model, key, *_ in references)
    except (TypeError, ValueError):  # The body of another kind of page is none of ours.
        return False
