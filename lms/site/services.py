"""The fixed pages of an instance."""

from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page, Site

from core.audit import record
from courses.models import CardIndexPage, CourseIndexPage
from courses.services.workflow import ensure_review_workflow
from lms.site.models import HomePage
from people.models import User
from policies.models import DutyIndexPage, PolicyIndexPage


@dataclass(frozen=True)
class SitePages:
    home: HomePage
    policies: PolicyIndexPage
    courses: CourseIndexPage
    cards: CardIndexPage
    duties: DutyIndexPage


@transaction.atomic
def ensure_site_pages(*, by: User | None = None) -> SitePages:
    """Create the home page, the four indexes and the Wagtail site that serves them, where they are missing.

    The "Welcome" page of a fresh Wagtail goes. Safe to run again: what exists stays as editors left it.
    """
    home = HomePage.objects.first()
    if home is None:
        root = Page.get_first_root_node()
        for welcome in root.get_children().filter(slug="home"):
            welcome.delete()
        root.refresh_from_db()
        home = root.add_child(instance=HomePage(title="首页", slug="home"))
        record("site.created", home, by=by)
    policies = PolicyIndexPage.objects.first() or home.add_child(
        instance=PolicyIndexPage(title="政策", slug="policies")
    )
    courses = CourseIndexPage.objects.first() or home.add_child(instance=CourseIndexPage(title="课程", slug="courses"))
    cards = CardIndexPage.objects.first() or _add_cards(home)
    duties = DutyIndexPage.objects.first() or _add_duties(home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "网格学堂"}
    )
    ensure_review_workflow()
    return SitePages(home, policies, courses, cards, duties)


def _add_cards(home: HomePage) -> CardIndexPage:
    home.refresh_from_db()
    return home.add_child(instance=CardIndexPage(title="处置卡", slug="cards"))


def _add_duties(home: HomePage) -> DutyIndexPage:
    home.refresh_from_db()
    return home.add_child(instance=DutyIndexPage(title="谁来管", slug="who"))
