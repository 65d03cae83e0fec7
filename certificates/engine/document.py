"""What the paper says: the snapshot of the day of issue, read."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Document:
    number: str
    holder: str
    unit: str
    post: str
    course: str
    code: str
    hours: str
    score: str
    completed_on: date
    issued_on: date
    valid_until: date | None
    issuer: str


def read_snapshot(number: str, snapshot: dict[str, Any]) -> Document:
    """The document of a certificate from its number and its JSON snapshot."""
    valid_until = snapshot["valid_until"]
    texts = {name: snapshot[name] for name in ("holder", "unit", "post", "course", "code", "hours", "score", "issuer")}
    return Document(
        number=number,
        completed_on=date.fromisoformat(snapshot["completed_on"]),
        issued_on=date.fromisoformat(snapshot["issued_on"]),
        valid_until=date.fromisoformat(valid_until) if valid_until else None,
        **texts,
    )
