"""`manage.py check_invariants`: look for rows that contradict each other; one line per finding, exit code 1 if any."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.invariants import findings, registered


class Command(BaseCommand):
    help = "Check what must be true of the stored data. Changes nothing; prints one line per finding and exits with 1."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only", action="append", help="an invariant, or the beginning of its name (repeatable)")
        parser.add_argument("--list", action="store_true", help="print the names of all invariants and what they say")

    def handle(self, *args: Any, only: list[str] | None, **options: Any) -> None:
        chosen = {name: check for name, check in registered().items() if not only or name.startswith(tuple(only))}
        if not chosen:
            raise CommandError("no invariant is called like that; --list prints the names")
        if options["list"]:
            for name, check in chosen.items():
                self.stdout.write(f"{name}: {(check.__doc__ or '').strip().splitlines()[0]}")
            return
        began, count = time.monotonic(), 0
        for name, sentence in findings(chosen):
            self.stdout.write(f"{name}: {sentence}")
            count += 1
        if count:
            raise CommandError(f"{count} findings")
        self.stdout.write(f"{len(chosen)} invariants hold ({time.monotonic() - began:.1f} s)")
