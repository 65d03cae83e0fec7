"""Telling owners which of their pages have to be looked at again."""

from __future__ import annotations

from collections import defaultdict

from wagtail.models import Page

from core import clock
from courses.reports.kept import review_pages
from people.models import User
from people.services import notify

# Named in the message; the list in /cms/ has all.
NAMED = 5
REPORT = "/cms/reports/review-due/?mine=true"


def tell_review_due() -> int:
    """Tell every owner once a week what of theirs is overdue or due within 30 days; returns how many people were told.

    Pages without an owner are nobody's: they stand in the report only.
    """
    mine: dict[int, list[Page]] = defaultdict(list)
    for page in review_pages().exclude(owner_id_of_content=None):
        mine[page.owner_id_of_content].append(page)
    year, week, _day = clock.today().isocalendar()
    people = User.objects.filter(pk__in=mine, is_active=True)
    for person in people:
        pages = mine[person.pk]
        context = {
            "count": len(pages),
            "overdue": sum(page.review_by < clock.today() for page in pages),
            "titles": "、".join(page.title for page in pages[:NAMED]),
            "url": REPORT,
        }
        notify(person, "review_due", context, f"review-due-{year}-{week}")
    return len(people)
