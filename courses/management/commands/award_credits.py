"""`award_credits`: give the ledger of 学时 what it lacks, at once instead of bit by bit by the schedule."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from courses.services import settle_credits


class Command(BaseCommand):
    help = (
        "Award the credit hours of lessons and exams finished before there was a ledger, by the rule in force on the day "
        "they were finished, and take back those of withdrawn completions; safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        lessons = exams = taken_back = 0
        while (settled := settle_credits()).total:
            lessons, exams = lessons + settled.lessons, exams + settled.exams
            taken_back += settled.taken_back
            self.stdout.write(f"{lessons} lessons, {exams} exams, {taken_back} taken back", ending="\r")
        self.stdout.write(f"{lessons} lessons, {exams} exams, {taken_back} taken back: nothing is left")
