"""Load the competency framework file."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from competencies.formats.framework import FrameworkError, read
from competencies.services import load_framework


class Command(BaseCommand):
    help = "Load competencies, level statements and post requirements from content/framework.yaml (or another file)."

    def add_arguments(self, parser):
        parser.add_argument(
            "file", nargs="?", type=Path, default=Path(settings.BASE_DIR) / "content" / "framework.yaml"
        )

    def handle(self, *args, file, **options):
        try:
            loaded = load_framework(framework=read(file))
        except (FrameworkError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{loaded.competencies} competencies, {loaded.statements} level statements, {loaded.requirements} requirements"
        )
