"""Half a year of what residents answered and tapped: a few policies better known week by week, small villages hidden.

Written in bulk, since nobody in particular answered: there is no account, no message and no line in the audit trail to it.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from yaml import safe_load

from lms.demo.moments import moment
from lms.demo.population import Town
from people.models import OrgUnit
from policies.engine.awareness import week_of, weeks_until
from policies.enums import Useful, UselessBecause
from policies.models import AwarenessAnswer, PolicyPage, UsefulnessVote

WEEKS = 26
# How many people of a community of 400 households answer in a week, and the share of right answers at first and now.
KNOWN = {"ebike-safety": (6, 0.48, 0.8), "anti-fraud": (6, 0.55, 0.78), "waste-sorting": (6, 0.62, 0.66)}
OTHERS = (1.2, 0.55, 0.6)
SAID = {
    UselessBecause.HARD: ["“自动断电”是什么意思？", "一句话里词太多，老人念不下来。"],
    UselessBecause.MISSING: ["没写我们小区的充电点在哪儿。", "没写周末办不办。"],
    UselessBecause.OUTDATED: ["打这个电话，说已经换号了。"],
    UselessBecause.NOT_LOCAL: ["我们社区的时间和这里写的不一样。"],
    UselessBecause.WRONG: ["地址写错了一个字。"],
}


@dataclass(frozen=True)
class Week:
    """One policy in one week: about how many people in a community of 400 households, and how likely each answer is right."""

    monday: date
    people: float
    right: float


def build_awareness(town: Town, today: date) -> None:
    """Answers and votes for every policy with a check; the same on the same day."""
    draw = random.Random(26)
    campaigns = _campaigns()
    answers, votes = [], []
    for policy in PolicyPage.objects.live().order_by("code"):
        rows = policy.quiz_rows()
        if rows:
            weeks = [*_weeks(policy, today)]
            answers += [row for week in weeks for row in _answers(policy, rows, week, town, draw)]
            answers += _measured(policy, rows, campaigns.get(policy.slug), today, town, draw)
        votes += _votes(policy, today, draw)
    AwarenessAnswer.objects.bulk_create(answers, batch_size=2000, ignore_conflicts=True)
    UsefulnessVote.objects.bulk_create(votes, batch_size=2000)


def _weeks(policy: PolicyPage, today: date) -> Iterator[Week]:
    people, first, last = KNOWN.get(policy.slug, OTHERS)
    for number, monday in enumerate(weeks_until(today, WEEKS)):
        yield Week(monday, people, first + (last - first) * number / (WEEKS - 1))


def _answers(policy: PolicyPage, rows: list, week: Week, town: Town, draw: random.Random) -> Iterator[AwarenessAnswer]:
    for place in [*town.communities, None]:
        size = (place.households or 0) / 400 if place else 2.2
        for _number in range(round(week.people * size * draw.uniform(0.75, 1.2))):
            yield _answer(policy, rows, week.monday, place, [draw.random() < week.right for _row in rows], draw)


def _campaigns() -> dict[str, dict]:
    """Slug of the policy → its campaign."""
    found = safe_load((settings.CONTENT_DIR / "campaign.yaml").read_text(encoding="utf-8"))["campaigns"]
    return {one["policy"]: one for one in found if one.get("awareness")}


def _measured(
    policy: PolicyPage, rows: list, campaign: dict | None, today: date, town: Town, draw: random.Random
) -> Iterator[AwarenessAnswer]:
    """What a campaign measured, moved so that its last week is last week: so many people, so many of them all right."""
    if not campaign:
        return
    weeks = [*campaign["awareness"]["baseline"], *campaign["awareness"]["weekly"]]
    names = {one["name"] for one in campaign["communities"]}
    places = [unit for unit in town.communities if unit.name in names]
    moved = week_of(today) - timedelta(weeks=1) - date.fromisoformat(weeks[-1]["week"])
    for week in weeks:
        for number in range(week["n"]):
            right = [True] * len(rows)
            if number >= week["correct"]:
                right[draw.randrange(len(rows))] = False
            monday = week_of(date.fromisoformat(week["week"]) + moved)
            yield _answer(policy, rows, monday, draw.choice(places), right, draw)


def _answer(
    policy: PolicyPage, rows: list, monday: date, place: OrgUnit | None, right: list[bool], draw: random.Random
) -> AwarenessAnswer:
    given = [
        {"id": pk, "chosen": row["right"] if good else 1 + row["right"] % len(row["options"]), "right": good}
        for (pk, row), good in zip(rows, right, strict=True)
    ]
    return AwarenessAnswer(
        policy=policy,
        policy_version=policy.version if monday >= policy.published else max(1, policy.version - 1),
        community=place,
        week=monday,
        device=_device(draw),
        answers=given,
        asked=len(rows),
        right=sum(right),
        from_poster=place is not None and draw.random() < 0.6,
        created_at=moment(monday, 9),
    )


def _votes(policy: PolicyPage, today: date, draw: random.Random) -> Iterator[UsefulnessVote]:
    """More people found the newest version clear than the one before."""
    for version in {max(1, policy.version - 1), policy.version}:
        clear = 0.75 if version == policy.version else 0.55
        for _number in range(draw.randint(15, 60)):
            useful = Useful.CLEAR if draw.random() < clear else draw.choice([Useful.PARTLY, Useful.NOT_SOLVED])
            because = draw.choice(list(UselessBecause)) if useful != Useful.CLEAR and draw.random() < 0.7 else ""
            yield UsefulnessVote(
                policy=policy,
                policy_version=version,
                device=_device(draw),
                useful=useful,
                because=because,
                words=draw.choice(SAID[UselessBecause(because)]) if because and draw.random() < 0.2 else "",
                created_at=moment(today - timedelta(days=draw.randint(1, 90)), 10),
            )


def _device(draw: random.Random) -> str:
    return hashlib.sha256(draw.randbytes(16)).hexdigest()
