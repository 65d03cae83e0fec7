"""From facts about one person and one competency to a standing (domain.md 3), version by version.

A level has conditions; each asks for facts of one kind. A level is reached for good: age moves the *state* (达标 → 临期 →
待复核 → 过期) and lowers the *strength*, never the level and never the estimate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from competencies.enums import EvidenceKind, Standing

VERSION = "2026.1"
# Days before the end of validity in which a standing is "due".
DUE_DAYS = 90
# Days after the end of validity in which it waits for a review before it counts as expired.
GRACE_DAYS = 180


@dataclass(frozen=True)
class Fact:
    """One piece of evidence: `value` and `quality` 0–1, `valid_until` the last day it holds (None: no end)."""

    key: int
    kind: str
    value: Decimal
    observed_on: date
    valid_until: date | None = None
    quality: Decimal = Decimal(1)
    critical_error: bool = False
    assessor: int | None = None


@dataclass(frozen=True)
class Condition:
    """What one fact must show; with `observers` = 2, two facts signed by different people."""

    kind: str
    at_least: Decimal
    observers: int = 1

    def met_by(self, fact: Fact) -> bool:
        """Whether this fact counts for the condition; a critical error never does."""
        return fact.kind == self.kind and fact.value >= self.at_least and not fact.critical_error


_CHECK = Condition(EvidenceKind.LESSON_CHECK, Decimal("0.60"))
_EXAM = Condition(EvidenceKind.EXAM, Decimal("0.70"))
_GOOD_EXAM = Condition(EvidenceKind.EXAM, Decimal("0.80"))
_SCENARIO = Condition(EvidenceKind.SCENARIO, Decimal("0.80"))
_PRACTICAL = Condition(EvidenceKind.PRACTICAL, Decimal("0.80"), observers=2)
_APPOINTMENT = Condition(EvidenceKind.APPOINTMENT, Decimal(0))

# L1 to L3 come from software alone; L4 needs two observers, L5 an appointment.
CONDITIONS: dict[int, tuple[Condition, ...]] = {
    1: (_CHECK,),
    2: (_EXAM,),
    3: (_SCENARIO, _GOOD_EXAM),
    4: (_SCENARIO, _GOOD_EXAM, _PRACTICAL),
    5: (_SCENARIO, _GOOD_EXAM, _PRACTICAL, _APPOINTMENT),
}


@dataclass(frozen=True)
class Ground:
    """A condition of the level reached and the facts that meet it."""

    condition: Condition
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Result:
    """What the facts add up to on a day; `valid_until` is the last day of the level's weakest ground."""

    level: int
    estimate: Decimal
    strength: Decimal
    state: Standing
    valid_until: date | None
    next_change: date | None
    grounds: tuple[Ground, ...]


def supported_level(fact: Fact) -> int:
    """The highest level this fact alone reaches; 0 where it counts only beside others (a scenario beside an exam)."""
    return level_of([fact])


def level_of(facts: Iterable[Fact]) -> int:
    """The highest level all of whose conditions are met, whatever the age of the facts."""
    known = list(facts)
    return max((level for level, needs in CONDITIONS.items() if all(_ground(need, known) for need in needs)), default=0)


def missing(facts: Iterable[Fact], level: int) -> list[Condition]:
    """The conditions of `level` that no fact meets yet."""
    known = list(facts)
    return [need for need in CONDITIONS[level] if not _ground(need, known)]


def estimate_of(facts: Iterable[Fact]) -> Decimal:
    """The mean of the best fact of each kind, weighted by quality, 0–1; dates play no part."""
    best: dict[str, Fact] = {}
    for fact in facts:
        if fact.kind not in best or (fact.value, fact.quality) > (best[fact.kind].value, best[fact.kind].quality):
            best[fact.kind] = fact
    weight = sum((fact.quality for fact in best.values()), Decimal(0))
    if not weight:
        return Decimal(0)
    return _rounded(sum((fact.value * fact.quality for fact in best.values()), Decimal(0)) / weight)


def strength_of(facts: Sequence[Fact], day: date) -> Decimal:
    """The mean of quality × remaining share of validity, 0–1."""
    if not facts:
        return Decimal(0)
    return _rounded(sum((fact.quality * _freshness(fact, day) for fact in facts), Decimal(0)) / len(facts))


def state_on(day: date, *, assessed: bool, level: int, valid_until: date | None) -> tuple[Standing, date | None]:
    """The state on a day and the day on which it changes by itself (None: never)."""
    if not assessed:
        return Standing.UNASSESSED, None
    if level == 0:
        return Standing.DEVELOPING, None
    if valid_until is None:
        return Standing.CURRENT, None
    steps = (
        (Standing.CURRENT, valid_until - timedelta(days=DUE_DAYS)),
        (Standing.DUE, valid_until + timedelta(days=1)),
        (Standing.STALE, valid_until + timedelta(days=GRACE_DAYS + 1)),
    )
    return next(((state, until) for state, until in steps if day < until), (Standing.EXPIRED, None))


def changes_ahead(day: date, level: int, valid_until: date | None) -> list[tuple[date, Standing]]:
    """The days on which the state will change by itself, each with the state from then on."""
    ahead = []
    change = state_on(day, assessed=True, level=level, valid_until=valid_until)[1]
    while change:
        state, following = state_on(change, assessed=True, level=level, valid_until=valid_until)
        ahead.append((change, state))
        change = following
    return ahead


def assess(facts: Iterable[Fact], day: date) -> Result:
    """The standing on `day` of a person with these facts (withdrawn ones left out by the caller)."""
    known = list(facts)
    level = level_of(known)
    grounds = tuple(filter(None, (_ground(need, known) for need in CONDITIONS.get(level, ()))))
    resting = [fact for ground in grounds for fact in ground.facts]
    ends = [fact.valid_until for fact in resting if fact.valid_until]
    valid_until = min(ends) if ends else None
    state, next_change = state_on(day, assessed=bool(known), level=level, valid_until=valid_until)
    return Result(
        level=level,
        estimate=estimate_of(known),
        strength=strength_of(resting or known, day),
        state=state,
        valid_until=valid_until,
        next_change=next_change,
        grounds=grounds,
    )


def against(state: Standing, level: int, required: int) -> Standing:
    """The state seen from a post: below the level it needs nothing is 达标 yet; a lapse is said first."""
    if level < required and state in (Standing.CURRENT, Standing.DUE):
        return Standing.DEVELOPING
    return state


def _ground(need: Condition, facts: list[Fact]) -> Ground | None:
    """The facts of different observers that meet a condition and hold longest, or None if there are too few."""
    lasting = sorted(
        filter(need.met_by, facts), key=lambda fact: (fact.valid_until or date.max, fact.key), reverse=True
    )
    chosen: dict[int | None, Fact] = {}
    for fact in lasting:
        if need.observers == 1 or fact.assessor is not None:
            chosen.setdefault(fact.assessor, fact)
    if len(chosen) < need.observers:
        return None
    return Ground(need, tuple(chosen.values())[: need.observers])


def _freshness(fact: Fact, day: date) -> Decimal:
    if fact.valid_until is None:
        return Decimal(1)
    whole = max((fact.valid_until - fact.observed_on).days, 1)
    left = (fact.valid_until - day).days
    return Decimal(min(max(left, 0), whole)) / whole


def _rounded(share: Decimal) -> Decimal:
    return share.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
