"""`manage.py load_outreach`: bring the duty pages (谁来管) and the glossary to the state of their files."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from policies.formats import yaml_duties, yaml_glossary
from policies.formats.reading import PolicyFileError
from policies.models import DutyIndexPage
from policies.services import LoadReport, load_duties, load_glossary


class Command(BaseCommand):
    help = "Load the duty pages and the glossary from YAML files, after load_policies; loading again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--duties", type=Path, default=settings.CONTENT_DIR / "duties.yaml")
        parser.add_argument("--glossary", type=Path, default=settings.CONTENT_DIR / "glossary.yaml")

    def handle(self, *args, duties: Path, glossary: Path, **options):
        parent = DutyIndexPage.objects.first()
        if parent is None:
            raise CommandError("There is no page 谁来管 yet: run setup_site first.")
        try:
            matters = yaml_duties.read(duties.read_text(encoding="utf-8"), str(duties))
            terms = yaml_glossary.read(glossary.read_text(encoding="utf-8"), str(glossary))
            self._tell("duties", load_duties(matters, by=None, parent=parent))
            self._tell("terms", load_glossary(terms, by=None))
        except (OSError, PolicyFileError) as error:
            raise CommandError(str(error)) from error
        except DomainError as error:
            words = "; ".join(f"{name}: {' '.join(told)}" for name, told in error.context["errors"].items())
            raise CommandError(f"{error.context['where']}: {words}") from error

    def _tell(self, what: str, report: LoadReport) -> None:
        told = f"created {len(report.created)}, updated {len(report.updated)}, unchanged {len(report.unchanged)}"
        self.stdout.write(f"{what}: {told}")
