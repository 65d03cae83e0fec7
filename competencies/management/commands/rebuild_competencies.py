"""Rebuild the competency statuses from the evidence, or only say what differs."""

from django.core.management.base import BaseCommand, CommandError

from competencies.services import rebuild_statuses, status_differences


class Command(BaseCommand):
    help = "Rebuild every competency status from the evidence. With --check, print differences and exit 1 if there are any."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing")

    def handle(self, *args, check, **options):
        differences = status_differences() if check else rebuild_statuses()
        for found in differences:
            place = f"person {found.person_id} competency {found.competency_id}"
            self.stdout.write(f"{place} {found.field}: {found.stored!r} → {found.computed!r}")
        if check and differences:
            raise CommandError(f"{len(differences)} differences", returncode=1)
        self.stdout.write(f"{len(differences)} differences")
