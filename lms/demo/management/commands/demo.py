"""`manage.py demo`: build the demo county once; data that is there is kept."""

import time

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from lms.demo.build import build, is_built, is_half_built


class Command(BaseCommand):
    help = "Build the demo county (units, people, content, a past year). Keeps what is there."

    def add_arguments(self, parser):
        parser.add_argument("--only", nargs="+", default=[], metavar="CODE", help="only these courses (for tests)")

    def handle(self, *args, **options):
        if not settings.DEMO:
            raise CommandError(
                "The demo is refused here: settings.DEMO is off (set DEMO=1 with the development settings)."
            )
        if is_built():
            self.stdout.write("The demo data is there.")
            return
        if is_half_built():
            raise CommandError("An earlier build was interrupted and left half a county. Start over: make demo RESET=1")
        started = time.monotonic()
        build(lambda step: self.stdout.write(f"  {time.monotonic() - started:5.1f} s  {step}"), options["only"])
        self.stdout.write(f"Demo data built in {time.monotonic() - started:.0f} s.")
