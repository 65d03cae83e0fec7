"""The demo's content: framework, pages, policies, courses with exams and cards; read from content/ by the apps' own loaders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from wagtail.signal_handlers import disable_reference_index_auto_update

from competencies.formats import framework as framework_format
from competencies.services import load_framework
from core.search import indexed_at_the_end
from courses.models import CardPage, CoursePage, LessonPage
from courses.services import Upkeep, load_course_file
from lms.site.services import SitePages, ensure_site_pages
from people.models import User
from people.services import ensure_groups
from policies.formats import yaml_duties, yaml_glossary, yaml_policy
from policies.services import load_duties, load_glossary, load_policies
from policies.services.bases import rebuild_bases

# The day for which the dates of policies and duties were written: moved to today, one policy is overdue (P9).
AS_OF = date(2026, 11, 23)
# The department that answers for a course, by the first letters of its code or the whole of it.
DEPARTMENTS = {
    "EMG104": "青禾县民政局",
    "EMG105": "青禾县公安局",
    "EMG106": "青禾县民政局",
    "EMG": "青禾县消防救援大队",
    "MED": "青禾县司法局",
    "POL302": "青禾县公安局",
    "DAT": "青禾县公安局",
}
CENTRE = "青禾县网格化服务中心"
# How many days from today each course is to be looked at again, in the order of their codes.
REVIEW_IN = [210, 25, 150, 95, 180, 240, 120, 60, 270, 45, 160, 300, 200, 18]
# What nobody has looked at in time.
OVERDUE_CARD, OVERDUE_LESSON = "typhoon-evacuation", "three-whenever"
OVERDUE_DAYS = 12


@dataclass
class Content:
    pages: SitePages
    courses: dict[str, CoursePage]


def build_content(
    by: User | None, *, owner: User | None = None, today: date | None = None, only: Sequence[str] = ()
) -> Content:
    """Load everything; what is there already is brought up to date, not made twice.

    Arguments: `owner` who answers for the courses and cards, with review dates around `today`; `only` these courses.
    """
    with indexed_at_the_end(), disable_reference_index_auto_update():
        folder = settings.CONTENT_DIR
        load_framework(framework=framework_format.read(folder / "framework.yaml"), by=by)
        pages = ensure_site_pages(by=by)
        _load_outreach(pages, by, owner, (today - AS_OF) if today else timedelta())
        courses = {}
        for number, path in enumerate(sorted((folder / "courses").glob("*.yaml"))):
            if path.stem in (only or [path.stem]):
                kept = (
                    _kept(path.stem, owner, today + timedelta(days=REVIEW_IN[number % len(REVIEW_IN)]))
                    if today
                    else None
                )
                courses[path.stem] = load_course_file(path=path, by=by, parent=pages.courses, kept=kept)
        if today:
            _let_lapse(today - timedelta(days=OVERDUE_DAYS), owner)
    rebuild_bases()
    with transaction.atomic():
        call_command("rebuild_references_index", verbosity=0)
    ensure_groups()
    return Content(pages, courses)


def _load_outreach(pages: SitePages, by: User | None, owner: User | None, moved: timedelta) -> None:
    """What residents read: policies, who deals with what, and words."""
    folder = settings.CONTENT_DIR
    policies = yaml_policy.read((folder / "policies.yaml").read_text(), "policies.yaml")
    load_policies(policies, by=by, parent=pages.policies, moved=moved, owner=owner)
    duties = yaml_duties.read((folder / "duties.yaml").read_text(), "duties.yaml")
    load_duties(duties, by=by, parent=pages.duties, moved=moved, owner=owner)
    load_glossary(yaml_glossary.read((folder / "glossary.yaml").read_text(), "glossary.yaml"), by=by)


def _kept(code: str, owner: User | None, review_by: date) -> Upkeep:
    department = DEPARTMENTS.get(code) or DEPARTMENTS.get(code[:3], CENTRE)
    return Upkeep(owner, department, review_by - timedelta(days=365), review_by)


def _let_lapse(day: date, owner: User | None) -> None:
    """One card and one lesson whose day has passed, so that the list of what is overdue has something to show."""
    late = [*CardPage.objects.filter(slug=OVERDUE_CARD), *LessonPage.objects.filter(slug=OVERDUE_LESSON)]
    for page in late:
        page.review_by, page.content_owner = day, owner
        page.save_revision().publish()
