"""`manage.py setup_site`: what a new instance needs before content: framework, fixed pages, groups."""

from django.conf import settings
from django.core.management import BaseCommand

from competencies.formats import framework
from competencies.services import load_framework
from lms.site.services import ensure_site_pages
from people.services import ensure_groups


class Command(BaseCommand):
    help = "Create the fixed pages, load the competency framework and bring the editors' groups up to date; safe to repeat."

    def handle(self, *args, **options):
        load_framework(framework=framework.read(settings.CONTENT_DIR / "framework.yaml"), by=None)
        pages = ensure_site_pages(by=None)
        ensure_groups()
        self.stdout.write(
            f"Ready: {pages.home}, {pages.policies}, {pages.courses}, {pages.cards}, {pages.duties}. Next: load_policies, load_outreach, load_courses."
        )
