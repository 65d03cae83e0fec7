"""What people read about competencies: one person's profile with the reasons of every level, and gaps of many people.

Everything is computed from the evidence of the moment, so a number and the facts it opens to can never disagree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from competencies.engine import rules
from competencies.enums import LEVEL_NAMES, EvidenceKind, EvidenceState, Standing
from competencies.models import Competency, CompetencyStatus, Evidence, PostRequirement
from competencies.services import facts_of
from core import clock
from people.enums import Post
from people.models import Placement, User

# Which look of the kit's badges a state has.
BADGES = {
    Standing.UNASSESSED: "none",
    Standing.DEVELOPING: "none",
    Standing.CURRENT: "passed",
    Standing.DUE: "due",
    Standing.STALE: "info",
    Standing.EXPIRED: "overdue",
    Standing.SUSPENDED: "offline",
}
# Below this share of people a competency is drawn as low.
LOW_PERCENT = 60
# States in which a level counts for a post.
HOLDING = (Standing.CURRENT, Standing.DUE)


@dataclass(frozen=True)
class Reason:
    """A condition of a level in words, and the evidence that meets it."""

    words: str
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True)
class ProfileRow:
    """One competency of a person; `required` 0 means that no post of theirs asks for it; shares are 0–1."""

    competency: Competency
    level: int
    required: int
    state: Standing
    estimate: Decimal
    strength: Decimal
    valid_until: date | None
    next_change: date | None
    changes: list[tuple[date, Standing]]
    reasons: list[Reason]
    missing: list[Reason]
    evidence: list[Evidence]
    resting: frozenset[int]

    @property
    def why(self) -> str:
        """The reason of the level in one sentence."""
        if self.reasons:
            words = _("；").join(reason.words for reason in self.reasons)
            return _("%(words)s，所以是 L%(level)s") % {"words": words, "level": self.level}
        if self.evidence:
            return _("现有依据还不够 L1")
        return _("还没有依据")

    @property
    def level_name(self) -> str:
        return f"L{self.level} {LEVEL_NAMES[self.level]}" if self.level else _("未评")

    @property
    def state_name(self) -> str:
        return str(self.state.label)

    @property
    def badge(self) -> str:
        return BADGES[self.state]

    @property
    def gap(self) -> int:
        """How many levels are missing for the posts held."""
        return max(self.required - self.level, 0)

    @property
    def goal(self) -> int:
        """The level `missing` speaks of: the required one, or the next above the one reached (0: none is left)."""
        return _goal(self.level, self.required)

    @property
    def meets(self) -> bool:
        return self.required > 0 and self.level >= self.required and self.state in HOLDING

    @property
    def level_label(self) -> str:
        """The level and what is asked, in words, for those who do not see the squares."""
        return _("现为 L%(have)s，要求 L%(need)s") % {"have": self.level, "need": self.required}

    @property
    def valid_evidence(self) -> list[Evidence]:
        return [row for row in self.evidence if row.state == EvidenceState.VALID]

    @property
    def summary(self) -> str:
        """The latest fact and how many there are, e.g. 正式考试 86% 等 5 条."""
        counted = self.valid_evidence
        if not counted:
            return _("还没有依据")
        words = f"{counted[0].get_kind_display()} {counted[0].percent}"
        if len(counted) == 1:
            return words
        return _("%(latest)s 等 %(number)s 条") % {"latest": words, "number": len(counted)}


@dataclass(frozen=True)
class Profile:
    """All competencies of a person as of a moment, against the posts held that day."""

    person: User
    as_of: datetime
    posts: list[str]
    rows: list[ProfileRow]

    @property
    def has_evidence(self) -> bool:
        return any(row.evidence for row in self.rows)

    @property
    def required(self) -> list[ProfileRow]:
        return [row for row in self.rows if row.required]

    @property
    def met(self) -> list[ProfileRow]:
        return [row for row in self.rows if row.meets]

    @property
    def gaps(self) -> list[ProfileRow]:
        """What is missing for the posts held, the shortest way first."""
        return sorted((row for row in self.rows if row.gap), key=lambda row: row.gap)

    @property
    def lapsing(self) -> list[ProfileRow]:
        """What is about to need a review, or does, soonest first."""
        soon = [row for row in self.rows if row.state in (Standing.DUE, Standing.STALE, Standing.EXPIRED)]
        return sorted(soon, key=lambda row: row.valid_until or date.max)

    def row(self, code: str) -> ProfileRow | None:
        """The row of one competency, or None."""
        return next((row for row in self.rows if row.competency.code == code), None)


def profile(person: User) -> Profile:
    """The competencies of a person today, with reasons and evidence; four queries whatever there is.

    The required level is the highest that any post held today asks for (domain.md 3).
    """
    day = clock.today()
    posts = list(dict.fromkeys(Placement.objects.current(day).filter(person=person).values_list("post", flat=True)))
    required = _required(posts)
    evidence: dict[int, list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.filter(person=person).select_related("assessor"):
        evidence[row.competency_id].append(row)
    rows = [
        _row(competency, evidence[competency.pk], required.get(competency.pk, 0), day)
        for competency in Competency.objects.all()
    ]
    return Profile(person, clock.now(), [str(Post(post).label) for post in posts], rows)


@dataclass(frozen=True)
class CompetencyGap:
    """How many of the people whose post asks for a competency meet it now."""

    competency: Competency
    met: int
    asked: int

    @property
    def percent(self) -> int:
        return 100 * self.met // self.asked if self.asked else 0

    @property
    def is_low(self) -> bool:
        """Well below what a unit should reach."""
        return self.percent < LOW_PERCENT


def gaps_for_people(people: QuerySet[User]) -> list[CompetencyGap]:
    """Per competency: the people who hold the level their posts ask for (达标 or 临期), of those asked; weakest first.

    `people` is a queryset already limited to a scope. Four queries; reads the cached statuses.
    """
    needs: dict[tuple[int, int], int] = {}
    levels = _requirements_by_post()
    placed = Placement.objects.current().filter(person__in=people).values_list("person", "post").distinct()
    for person, post in placed:
        for competency, level in levels.get(post, {}).items():
            needs[person, competency] = max(needs.get((person, competency), 0), level)
    asked: dict[int, int] = defaultdict(int)
    for _person, competency in needs:
        asked[competency] += 1
    met: dict[int, int] = defaultdict(int)
    held = CompetencyStatus.objects.filter(person__in=people, state__in=HOLDING)
    for person, competency, level in held.values_list("person", "competency", "level"):
        if level >= needs.get((person, competency), 6):
            met[competency] += 1
    rows = [CompetencyGap(row, met[row.pk], asked[row.pk]) for row in Competency.objects.all() if asked[row.pk]]
    return sorted(rows, key=lambda row: row.met / row.asked)


def _requirements_by_post() -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for post, competency, level in PostRequirement.objects.values_list("post", "competency", "level"):
        found[post][competency] = level
    return found


def _required(posts: list[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for row in PostRequirement.objects.filter(post__in=posts):
        found[row.competency_id] = max(row.level, found.get(row.competency_id, 0))
    return found


def _goal(level: int, required: int) -> int:
    return required if required > level else level + 1 if level < max(rules.CONDITIONS) else 0


def _row(competency: Competency, evidence: list[Evidence], required: int, day: date) -> ProfileRow:
    by_key = {row.pk: row for row in evidence}
    facts = facts_of(row for row in evidence if row.state == EvidenceState.VALID)
    result = rules.assess(facts, day)
    goal = _goal(result.level, required)
    return ProfileRow(
        competency=competency,
        level=result.level,
        required=required,
        state=rules.against(result.state, result.level, required),
        estimate=result.estimate,
        strength=result.strength,
        valid_until=result.valid_until,
        next_change=result.next_change,
        changes=rules.changes_ahead(day, result.level, result.valid_until),
        reasons=[
            Reason(condition_words(ground.condition), [by_key[fact.key] for fact in ground.facts])
            for ground in result.grounds
        ],
        missing=[Reason(condition_words(need)) for need in (rules.missing(facts, goal) if goal else [])],
        evidence=evidence,
        resting=frozenset(fact.key for ground in result.grounds for fact in ground.facts),
    )


def condition_words(need: rules.Condition) -> str:
    """A condition of the rules as a person would say it."""
    words = {
        EvidenceKind.LESSON_CHECK: _("课后小测达到 %(share)s"),
        EvidenceKind.EXAM: _("正式考试中这一项达到 %(share)s"),
        EvidenceKind.SCENARIO: _("情景模拟达到 %(share)s，没有严重失误"),
        EvidenceKind.PRACTICAL: _("实操考核达到 %(share)s，由两位考评员分别签字"),
        EvidenceKind.APPOINTMENT: _("由培训机构聘任"),
    }
    return words[EvidenceKind(need.kind)] % {"share": f"{int(need.at_least * 100)}%"}


def radar_words(rows: Iterable[ProfileRow]) -> str:
    """What the radar shows, as a sentence."""
    gaps = [
        _("%(name)s现为 L%(have)s、要求 L%(need)s") % {"name": row.competency, "have": row.level, "need": row.required}
        for row in rows
        if row.gap
    ]
    if not gaps:
        return _("各项都达到岗位要求。数字见下表。")
    return _("%(gaps)s，其余达到岗位要求。数字见下表。") % {"gaps": _("，").join(gaps)}
