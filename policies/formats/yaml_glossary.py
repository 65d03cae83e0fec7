"""The glossary file (content/glossary.yaml): words that residents meet, each explained in one plain sentence."""

from dataclasses import dataclass

import yaml

from policies.formats.reading import PolicyFileError, Reader

__all__ = ["MOST", "PolicyFileError", "TermSpec", "read"]
MOST = 60  # characters of an explanation


@dataclass(frozen=True)
class TermSpec:
    """A term; `policy` is the slug of the policy in which it is used most, or nothing."""

    where: str
    term: str
    explain: str
    policy: str


def read(text: str, name: str = "glossary.yaml") -> list[TermSpec]:
    """Read the terms of YAML text called `name` in messages.

    Errors: PolicyFileError with file and line.
    """
    return _Reader(name).terms(text)


class _Reader(Reader):
    def terms(self, text: str) -> list[TermSpec]:
        parts = self.mapping(self.compose(text), {"terms"}, optional={"meta"})
        specs = [self.term(node) for node in self.items(parts["terms"])]
        self.refuse_twice(parts["terms"], [spec.term for spec in specs])
        return specs

    def term(self, node: yaml.Node) -> TermSpec:
        parts = self.mapping(node, {"term", "explain", "related_policy"})
        explain = self.text(parts["explain"])
        if len(explain) > MOST:
            raise self.fail(parts["explain"], f"{len(explain)} characters, {MOST} at most")
        return TermSpec(self.where(node), self.text(parts["term"]), explain, self.maybe(parts["related_policy"]))
