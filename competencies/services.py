"""Changes of competencies: the framework, one fact recorded or withdrawn, the statuses rebuilt."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone

from competencies.engine import rules
from competencies.enums import EvidenceState
from competencies.formats.framework import CompetencySpec, Framework
from competencies.models import Competency, CompetencyStatus, Evidence, LevelStatement, PostRequirement
from core import audit, clock
from core.errors import DomainError
from people.models import Placement, User
from people.services import current_placement


@dataclass(frozen=True)
class FrameworkLoad:
    """What a load changed: numbers of rows."""

    competencies: int
    statements: int
    requirements: int


@transaction.atomic
def load_framework(*, framework: Framework, by: User | None = None) -> FrameworkLoad:
    """Make competencies, level statements and post requirements those of the file; a second load changes nothing.

    Arguments: `framework` from `competencies.formats.framework.read`. A competency no longer in the file stays (evidence
    points to it); a requirement no longer in the file goes.
    """
    rows = {spec.code: _load_competency(spec, position) for position, spec in enumerate(framework.competencies)}
    _load_statements(rows, framework)
    _load_requirements(rows, framework)
    loaded = FrameworkLoad(len(rows), LevelStatement.objects.count(), PostRequirement.objects.count())
    if rows:
        first = next(iter(rows.values()))
        audit.record(
            "competencies.framework_loaded", first, by=by, after={"version": framework.version, **vars(loaded)}
        )
    return loaded


def _load_competency(spec: CompetencySpec, position: int) -> Competency:
    words = {"name": spec.name, "short_name": spec.short_name, "name_en": spec.name_en, "basis": spec.basis}
    return Competency.objects.update_or_create(code=spec.code, defaults={**words, "position": position})[0]


def _load_statements(rows: dict[str, Competency], framework: Framework) -> None:
    statements = [
        LevelStatement(competency=rows[spec.code], level=level, statement=statement)
        for spec in framework.competencies
        for level, statement in enumerate(spec.levels, 1)
    ]
    LevelStatement.objects.bulk_create(
        statements, update_conflicts=True, unique_fields=["competency", "level"], update_fields=["statement"]
    )


def _load_requirements(rows: dict[str, Competency], framework: Framework) -> None:
    wanted = [
        PostRequirement(post=post, competency=rows[code], level=level)
        for post, levels in framework.requirements.items()
        for code, level in levels.items()
    ]
    keep = {(row.post, row.competency.pk) for row in wanted}
    gone = [row.pk for row in PostRequirement.objects.all() if (row.post, row.competency_id) not in keep]
    PostRequirement.objects.filter(pk__in=gone).delete()
    PostRequirement.objects.bulk_create(
        wanted, update_conflicts=True, unique_fields=["post", "competency"], update_fields=["level"]
    )


@dataclass(frozen=True)
class NewFact:
    """One observed fact, to be recorded: `value` and `quality` are shares 0–1, cut, not rounded up, after four places;
    `valid_months` how long it holds (None: no end; domain.md 3 gives 24); the same `dedupe_key` records nothing new.
    """

    competency: Competency
    kind: str
    source: str
    source_label: str
    value: Decimal | float
    observed_at: datetime
    dedupe_key: str
    quality: Decimal | float = 1
    critical_error: bool = False
    assessor: User | None = None
    valid_months: int | None = 24


def record_evidence(*, person: User, competency: Competency | str, by: User | None = None, **fact: Any) -> Evidence:
    """Record one observed fact and refresh the person's status.

    Arguments: `competency` a row or its code; the others are those of `NewFact`. Errors: unknown_competency,
    value_out_of_range, quality_out_of_range.
    """
    return record_facts(person=person, facts=[NewFact(competency=_competency(competency), **fact)], by=by)[0]


@transaction.atomic
def record_facts(*, person: User, facts: Sequence[NewFact], by: User | None = None) -> list[Evidence]:
    """Record what was observed about a person and refresh the person's status; as many statements for many as for one.

    Where the person worked is taken from the placement on the day of `observed_at`. Returns the evidence of each fact,
    also of what was recorded before. Errors: value_out_of_range, quality_out_of_range; nothing is recorded then.
    """
    # One at a time per person: two facts recorded at once must both be in the status.
    User.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
    known = {row.dedupe_key: row for row in Evidence.objects.filter(dedupe_key__in=[fact.dedupe_key for fact in facts])}
    days = {fact.dedupe_key: timezone.localtime(fact.observed_at).date() for fact in facts}
    jobs = {day: current_placement(person, day) for day in set(days.values())}
    made = Evidence.objects.bulk_create(
        _evidence(person, fact, days[fact.dedupe_key], jobs[days[fact.dedupe_key]])
        for fact in facts
        if fact.dedupe_key not in known
    )
    audit.record_all(audit.line("competencies.evidence_recorded", row, by=by, **_recorded(row)) for row in made)
    _refresh(person.pk, [row.competency_id for row in made])
    known |= {row.dedupe_key: row for row in made}
    return [known[fact.dedupe_key] for fact in facts]


def _evidence(person: User, fact: NewFact, day: date, job: Placement | None) -> Evidence:
    value = _share(fact.value, "value", 4)
    seen = rules.Fact(key=0, kind=fact.kind, value=value, observed_on=day, critical_error=fact.critical_error)
    return Evidence(
        dedupe_key=fact.dedupe_key,
        person=person,
        competency=fact.competency,
        kind=fact.kind,
        source=fact.source,
        source_label=fact.source_label,
        value=value,
        level=rules.supported_level(seen),
        quality=_share(fact.quality, "quality", 2),
        critical_error=fact.critical_error,
        observed_at=fact.observed_at,
        recorded_at=clock.now(),
        assessor=fact.assessor,
        unit_path=job.unit.path if job else "",
        unit_name=job.unit.full_name if job else "",
        post=job.post if job else "",
        valid_until=_months_later(day, fact.valid_months) if fact.valid_months else None,
        rule_version=rules.VERSION,
    )


def _recorded(evidence: Evidence) -> dict[str, Any]:
    after = {
        "person": evidence.person_id,
        "competency": evidence.competency.code,
        "kind": evidence.kind,
        "value": str(evidence.value),
    }
    return {"after": after, "scope": evidence.unit_path}


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, reason: str, by: User) -> Evidence:
    """Count a fact no longer; it stays readable with the reason.

    Errors: reason_required, evidence_already_withdrawn.
    """
    if not reason.strip():
        raise DomainError("reason_required")
    User.objects.select_for_update(no_key=True).get(pk=evidence.person_id)
    changed = Evidence.objects.valid().filter(pk=evidence.pk)
    if not changed.update(state=EvidenceState.WITHDRAWN, state_reason=reason.strip()[:300]):
        raise DomainError("evidence_already_withdrawn")
    evidence.refresh_from_db()
    audit.record(
        "competencies.evidence_withdrawn",
        evidence,
        by=by,
        before={"state": EvidenceState.VALID},
        after={"state": EvidenceState.WITHDRAWN},
        reason=reason,
        scope=evidence.unit_path,
    )
    _refresh(evidence.person_id, [evidence.competency_id])
    return evidence


@dataclass(frozen=True)
class Difference:
    """A status that is not what the evidence says: `field` of person × competency."""

    person_id: int
    competency_id: int
    field: str
    stored: Any
    computed: Any


def rebuild_statuses(people: Iterable[User] | None = None) -> list[Difference]:
    """Compute every status (of `people`, or of all) from the evidence and store it; returns what was different."""
    found: list[Difference] = []
    for batch in _batches(people):
        with transaction.atomic():
            found += _compare(batch, store=True)
    return found


def status_differences(people: Iterable[User] | None = None) -> list[Difference]:
    """What `rebuild_statuses` would change; nothing is written."""
    return [difference for batch in _batches(people) for difference in _compare(batch, store=False)]


def refresh_due_statuses() -> int:
    """Rebuild the statuses whose state changes by the passing of time; returns how many people. Safe to run twice."""
    due = CompetencyStatus.objects.filter(next_change__lte=clock.today()).values("person")
    people = list(User.objects.filter(pk__in=due))
    rebuild_statuses(people)
    return len(people)


def facts_of(evidence: Iterable[Evidence]) -> list[rules.Fact]:
    """Evidence rows as the facts of the rules."""
    return [
        rules.Fact(
            key=row.pk,
            kind=row.kind,
            value=row.value,
            observed_on=timezone.localtime(row.observed_at).date(),
            valid_until=row.valid_until,
            quality=row.quality,
            critical_error=row.critical_error,
            assessor=row.assessor_id,
        )
        for row in evidence
    ]


_FIELDS = ("level", "estimate", "strength", "state", "next_change", "rule_version", "why")
_BATCH = 500


def _batches(people: Iterable[User] | None) -> Iterator[list[int]]:
    if people is not None:
        keys = sorted(person.pk for person in people)
    else:
        keys = list(User.objects.filter(evidence__isnull=False).distinct().order_by("pk").values_list("pk", flat=True))
        stray = (
            CompetencyStatus.objects.exclude(person__in=keys) if len(keys) <= _BATCH else CompetencyStatus.objects.all()
        )
        keys = sorted({*keys, *stray.values_list("person", flat=True)})
    for start in range(0, len(keys), _BATCH):
        yield keys[start : start + _BATCH]


def _compare(people: list[int], *, store: bool) -> list[Difference]:
    computed = {key: _values(rows) for key, rows in _evidence_by_pair(people).items()}
    stored = {(row.person_id, row.competency_id): row for row in CompetencyStatus.objects.filter(person__in=people)}
    found = []
    for (person, competency), values in computed.items():
        row = stored.pop((person, competency), None)
        # Strength fades a little every day: it is refreshed with the rest, not a difference by itself.
        different = [field for field in _FIELDS if field != "strength" and getattr(row, field, None) != values[field]]
        found += [Difference(person, competency, name, getattr(row, name, None), values[name]) for name in different]
    if store:
        _save(computed)
    for (person, competency), row in stored.items():
        found.append(Difference(person, competency, "status", row.state, None))
        if store:
            row.delete()
    return found


def _evidence_by_pair(people: list[int]) -> dict[tuple[int, int], list[Evidence]]:
    pairs: dict[tuple[int, int], list[Evidence]] = defaultdict(list)
    for row in Evidence.objects.valid().filter(person__in=people):
        pairs[row.person_id, row.competency_id].append(row)
    return pairs


def _refresh(person_id: int, competencies: Sequence[int]) -> None:
    left: dict[int, list[Evidence]] = {pk: [] for pk in competencies}
    for row in Evidence.objects.valid().filter(person=person_id, competency__in=left):
        left[row.competency_id].append(row)
    _save({(person_id, pk): _values(rows) for pk, rows in left.items() if rows})
    gone = [pk for pk, rows in left.items() if not rows]
    if gone:
        CompetencyStatus.objects.filter(person=person_id, competency__in=gone).delete()


def _save(computed: dict[tuple[int, int], dict[str, Any]]) -> None:
    rows = [
        CompetencyStatus(person_id=person, competency_id=competency, as_of=clock.now(), **values)
        for (person, competency), values in computed.items()
    ]
    CompetencyStatus.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "competency"],
        update_fields=[*_FIELDS, "as_of"],
        batch_size=_BATCH,
    )


def _values(rows: list[Evidence]) -> dict[str, Any]:
    result = rules.assess(facts_of(rows), clock.today())
    return {
        "level": result.level,
        "estimate": result.estimate,
        "strength": result.strength,
        "state": result.state,
        "next_change": result.next_change,
        "rule_version": rules.VERSION,
        "why": [
            {
                "kind": ground.condition.kind,
                "at_least": str(ground.condition.at_least),
                "evidence": [fact.key for fact in ground.facts],
            }
            for ground in result.grounds
        ],
    }


def _competency(competency: Competency | str) -> Competency:
    if isinstance(competency, Competency):
        return competency
    try:
        return Competency.objects.get(code=competency)
    except Competency.DoesNotExist:
        raise DomainError("unknown_competency", code_given=competency) from None


def _share(value: Decimal | float, what: str, places: int) -> Decimal:
    try:
        share = Decimal(str(value))
    except InvalidOperation:
        raise DomainError(f"{what}_out_of_range") from None
    if not (share.is_finite() and 0 <= share <= 1):
        raise DomainError(f"{what}_out_of_range")
    return share.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)


def _months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
