"""What a candidate takes home after handing in: numbers that can be checked later."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.urls import reverse

from assessments.models import Attempt
from assessments.services.closing import counted_answers


@dataclass(frozen=True)
class Slip:
    """The receipt of one finished attempt; `address` is where its owner finds it again (the QR code)."""

    attempt: Attempt
    questions: int
    answered: int
    saves: int
    address: str

    @property
    def number(self) -> str:
        """Names the attempt to people."""
        return f"{self.attempt.entry.exam.code}-{self.attempt.pk}"

    @property
    def check_code(self) -> str:
        """The beginning of the receipt, short enough to read aloud."""
        return f"{self.attempt.receipt[:4]} {self.attempt.receipt[4:8]}".upper()

    @property
    def used(self) -> tuple[int, int]:
        """Minutes and seconds from beginning to end."""
        ended = self.attempt.submitted_at or self.attempt.deadline
        return divmod(int((ended - self.attempt.started_at) / timedelta(seconds=1)), 60)

    @property
    def away(self) -> tuple[int, int]:
        """How often the page was left, and for how many seconds in all."""
        return self.attempt.times_left, self.attempt.seconds_away


def slip_of(attempt: Attempt) -> Slip:
    """The receipt of a finished attempt (with its entry and exam). Three queries."""
    return Slip(
        attempt=attempt,
        questions=attempt.items.count(),
        answered=len(counted_answers(attempt)),
        saves=attempt.steps.filter(counted=True).count(),
        address=settings.BASE_URL + reverse("assessments:receipt", args=[attempt.pk]),
    )
