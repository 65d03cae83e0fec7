"""The duties file (content/duties.yaml): who deals with what, one mapping per matter, in the order they are listed."""

from dataclasses import dataclass
from typing import Any

import yaml

from policies.formats.reading import PolicyFileError, Reader

__all__ = ["DutySpec", "PolicyFileError", "read"]
KEYS = {
    "slug", "matter", "title", "lead", "departments", "grid_worker_does", "grid_worker_does_not", "resident_does",
    "urgent", "legal_basis", "phones", "related_policy", "note", "review_due", "review_note", "demo_values",
}  # fmt: skip


@dataclass(frozen=True)
class DutySpec:
    """One matter. `values` has a plain value for each field of the page; `policy` is the slug of the policy about it."""

    where: str
    slug: str
    title: str
    policy: str
    values: dict[str, Any]


def read(text: str, name: str = "duties.yaml") -> list[DutySpec]:
    """Read the matters of YAML text called `name` in messages.

    Errors: PolicyFileError with file and line.
    """
    return _Reader(name).duties(text)


class _Reader(Reader):
    def duties(self, text: str) -> list[DutySpec]:
        parts = self.mapping(self.compose(text), {"duties"}, optional={"meta"})
        specs = [self.duty(node) for node in self.items(parts["duties"])]
        for what in ("slug", "title"):
            self.refuse_twice(parts["duties"], [getattr(spec, what) for spec in specs])
        return specs

    def duty(self, node: yaml.Node) -> DutySpec:
        parts = self.mapping(node, KEYS, optional={"demo", "icon"})
        local = self.local_values(parts["demo_values"])
        self.refuse_unfilled([parts[key] for key in KEYS - {"demo_values"}], local)
        plain = {key: self.text(parts[key]) for key in ("matter", "lead", "resident_does")}
        maybe = {key: self.maybe(parts[key]) for key in ("urgent", "note", "review_note")}
        return DutySpec(
            where=self.where(node),
            slug=self.text(parts["slug"]),
            title=self.text(parts["title"]),
            policy=self.maybe(parts["related_policy"]),
            values={
                **plain,
                **maybe,
                "icon": self.text(parts["icon"]) if "icon" in parts else "",
                "departments": self.rows(parts["departments"], {"name": "name", "role": "role"}),
                "worker_does": self.rows(parts["grid_worker_does"], {"act": "act", "text": "text"}),
                "worker_does_not": self.lines(parts["grid_worker_does_not"]),
                "phones": self.rows(parts["phones"], {"type": "type", "number": "number", "when": "when"}),
                "legal_basis": self.rows(parts["legal_basis"], {"law": "law", "article": "article"}),
                "review_due": self.day(parts["review_due"]),
                "local_values": [{"name": key, "value": value} for key, value in local.items()],
            },
        )
