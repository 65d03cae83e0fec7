"""What the invigilation desk says of a candidate: one word, from what is known about entry, attempt and contact."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.enums import AttemptState, DeskStatus, EntryState

# A page that is open asks every 15 s: a minute without a word is no contact.
OFFLINE_AFTER = timedelta(seconds=60)
STILL_AFTER = timedelta(minutes=5)
# A telephone call or two happen to anybody.
OFTEN_LEFT = 3
# How long a change of device is worth a look.
DEVICE_NEWS = timedelta(minutes=10)


@dataclass(frozen=True)
class Facts:
    """What is known of a candidate: `entry` the state of the entry now; of the attempt (None: has none in this session)
    its state now, start, last contact, last answer; how often the page was left; when another device went on with it."""

    entry: str
    attempt: str | None = None
    paused: bool = False
    by_clock: bool = False
    started_at: datetime | None = None
    seen_at: datetime | None = None
    answered_at: datetime | None = None
    times_left: int = 0
    device_changed_at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """The status, and for how many whole minutes (offline, nothing answered)."""

    status: DeskStatus
    minutes: int = 0


# Where nothing was begun.
_NOT_THERE = {
    EntryState.DUE: DeskStatus.MISSING,
    EntryState.ABSENT: DeskStatus.ABSENT,
    EntryState.DEFERRED: DeskStatus.DEFERRED,
    EntryState.EXEMPT: DeskStatus.EXEMPT,
}


def judge(facts: Facts, now: datetime) -> Verdict:
    """What to say of a candidate at `now`. What needs a hand at once goes before what is only worth a look."""
    if facts.attempt is None:
        return Verdict(_NOT_THERE[EntryState(facts.entry)])
    if facts.attempt == AttemptState.VOIDED:
        return Verdict(DeskStatus.VOIDED)
    if facts.attempt != AttemptState.IN_PROGRESS:
        return Verdict(DeskStatus.CLOSED if facts.by_clock else DeskStatus.SUBMITTED)
    if facts.paused:
        return Verdict(DeskStatus.PAUSED)
    return _answering(facts, now)


def _answering(facts: Facts, now: datetime) -> Verdict:
    silent = now - (_last(facts.seen_at, facts.answered_at, facts.started_at) or now)
    still = now - (_last(facts.answered_at, facts.started_at) or now)
    if silent > OFFLINE_AFTER:
        return Verdict(DeskStatus.OFFLINE, silent // timedelta(minutes=1))
    if facts.device_changed_at and now - facts.device_changed_at < DEVICE_NEWS:
        return Verdict(DeskStatus.OTHER_DEVICE)
    # This one passes by itself, having left does not: it would hide the other for good.
    if still >= STILL_AFTER:
        return Verdict(DeskStatus.STILL, still // timedelta(minutes=1))
    if facts.times_left >= OFTEN_LEFT:
        return Verdict(DeskStatus.LEFT)
    return Verdict(DeskStatus.ANSWERING)


def _last(*moments: datetime | None) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)
