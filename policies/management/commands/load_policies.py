"""`manage.py load_policies`: bring the policy pages to the state of a file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from policies.formats.yaml_policy import PolicyFileError, read
from policies.models import PolicyIndexPage
from policies.services import load_policies


class Command(BaseCommand):
    help = "Load the policy explainers of a YAML file; loading it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=settings.CONTENT_DIR / "policies.yaml")

    def handle(self, *args, file: Path, **options):
        parent = PolicyIndexPage.objects.first()
        if parent is None:
            raise CommandError("There is no page for policies yet: create 政策目录 below the home page in /cms/.")
        try:
            report = load_policies(read(file.read_text(encoding="utf-8"), str(file)), by=None, parent=parent)
        except (OSError, PolicyFileError) as error:
            raise CommandError(str(error)) from error
        except DomainError as error:
            words = "; ".join(f"{name}: {' '.join(told)}" for name, told in error.context["errors"].items())
            raise CommandError(f"{error.context['where']}: {words}") from error
        self.stdout.write(
            f"created {len(report.created)}, updated {len(report.updated)}, unchanged {len(report.unchanged)}"
        )
