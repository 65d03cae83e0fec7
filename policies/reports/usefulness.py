"""这页有用吗？ What residents tapped and wrote, version by version, for those who write the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from policies.enums import Useful, UselessBecause
from policies.models import PolicyPage, UsefulnessVote

# The newest words that are shown of a page.
WORDS = 50


@dataclass
class VersionVotes:
    """The votes on one version of a page, by answer and by reason."""

    number: int
    useful: Counter[str] = field(default_factory=Counter)
    because: Counter[str] = field(default_factory=Counter)

    @property
    def n(self) -> int:
        return self.useful.total()

    @property
    def answers(self) -> list[tuple[str, int]]:
        """Every answer that can be tapped, in words, with how many did."""
        return [(str(choice.label), self.useful[choice]) for choice in Useful]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """The reasons that were given, the most frequent first."""
        return [(str(UselessBecause(reason).label), number) for reason, number in self.because.most_common()]


@dataclass
class Usefulness:
    """A page, its versions (the newest first), and the newest words residents left."""

    policy: PolicyPage
    versions: list[VersionVotes]
    words: list[UsefulnessVote] = field(default_factory=list)


def usefulness_of(policies: Iterable[PolicyPage], *, with_words: bool = False) -> list[Usefulness]:
    """The votes on each of these pages; the words too where asked for. One query, or two."""
    policies = list(policies)
    counted = (
        UsefulnessVote.objects.filter(policy__in=[policy.pk for policy in policies])
        .values_list("policy", "policy_version", "useful", "because")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found: dict[int, dict[int, VersionVotes]] = {policy.pk: {} for policy in policies}
    for pk, number, useful, because, n in counted:
        votes = found[pk].setdefault(number, VersionVotes(number))
        votes.useful[useful] += n
        if because:
            votes.because[because] += n
    said = _words(policies) if with_words else {}
    return [
        Usefulness(policy, sorted(found[policy.pk].values(), key=lambda votes: -votes.number), said.get(policy.pk, []))
        for policy in policies
    ]


def _words(policies: list[PolicyPage]) -> dict[int, list[UsefulnessVote]]:
    said: dict[int, list[UsefulnessVote]] = {}
    written = UsefulnessVote.objects.filter(policy__in=[policy.pk for policy in policies]).exclude(words="")
    for vote in written.order_by("-created_at", "-pk")[: WORDS * len(policies)]:
        said.setdefault(vote.policy_id, []).append(vote)
    return said
