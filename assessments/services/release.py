"""When nobody can sit an exam any more: the moment for what is told after the close.

Too late does no harm here, too early gives a paper away. So it is an upper bound, made of what was granted at most to
anybody at all, and results wait for the sweep, which asks anew: whatever is granted meanwhile moves it along by itself.
"""

from datetime import datetime, timedelta
from typing import Any

from assessments.engine.deadline import ExtraTime, Override, Window, effective
from assessments.models import Exam
from assessments.services.allowances import maxima


def everybody_done_at(exam: Exam | int) -> datetime | None:
    """The last moment at which anybody's answer to this exam can still count; None while nobody can tell: there is no end,
    or a clock stands still.

    The exam's window and its sessions, every override and accommodation, the grace, and attempts under way. One query.
    """
    row = Exam.objects.with_ends().get(pk=exam if isinstance(exam, int) else exam.pk)
    return done_at(row)


def done_at(exam: Any) -> datetime | None:
    """The same for an exam from `Exam.objects.with_ends()`; no query."""
    base = exam.closes or (None if exam.is_endless else _latest(exam.sessions_end, exam.entries_end))
    if base is None or exam.stands_still:
        return None
    extra = ExtraTime(exam.most_percent or 0, exam.most_minutes or 0)
    longer = Override(minutes=exam.override_minutes)
    later = Override(closes=exam.override_closes, minutes=exam.override_minutes)
    ends = [
        effective(
            minutes=exam.minutes, windows=[Window(closes=base)], groups=[override], extra=extra, maxima=maxima()
        ).closes
        for override in (longer, later)
    ]
    last = _latest(*ends)
    return last and _latest(last + timedelta(seconds=exam.grace_seconds), exam.running_end)


def _latest(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
