"""The file of residents' questions with their handling: YAML to dataclasses (content/resident_questions.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml

# The parts of a page as the file names them → its anchors.
ANCHORS = {
    "key_points": "points",
    "for_whom": "for",
    "steps": "how",
    "documents": "papers",
    "dates": "when",
    "faq": "qa",
    "misunderstandings": "myth",
    "rumours": "rumour",
    "contacts": "call",
    "source": "source",
}
CHANNELS = {"网页": "web", "楼道二维码": "poster", "社区代录": "counter", "电话代录": "phone"}
REFERRED = {"110": "110", "12345": "12345", "信访": "petition", "法院": "court", "119": "emergency"}


class EnquiryFileError(ValueError):
    """The file is not as expected; says which row."""


@dataclass(frozen=True)
class ForwardSpec:
    at: datetime
    origin: str
    to: str
    reason: str


@dataclass(frozen=True)
class ExtensionSpec:
    at: datetime
    days: int
    reason: str


@dataclass(frozen=True)
class EnquirySpec:
    """One question as it was dealt with; `answered_at` also for what was referred on. Times are aware."""

    key: str
    asked_at: datetime
    policy: str
    duty: str
    anchor: str
    community: str
    channel: str
    text: str
    topic: str
    department: str
    anonymous: bool
    public: bool
    public_text: str
    accepted_at: datetime | None
    answered_at: datetime | None
    answer: str
    referred: str
    forwarded: tuple[ForwardSpec, ...]
    extended: ExtensionSpec | None
    score: int
    comment: str
    me_too: int


def read(text: str) -> tuple[datetime, list[EnquirySpec]]:
    """The moment the data stand at, and the questions in order. Errors: EnquiryFileError."""
    data = yaml.safe_load(text)
    try:
        rows = [_spec(row) for row in data["questions"]]
        return datetime.fromisoformat(data["meta"]["as_of"]), rows
    except (KeyError, TypeError, ValueError) as error:
        raise EnquiryFileError(str(error)) from error


def _spec(row: dict[str, Any]) -> EnquirySpec:
    extended, satisfaction = row["extended"], row["satisfaction"] or {}
    return EnquirySpec(
        key=row["id"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        policy=row["policy"] or "",
        duty=row["duty"] or "",
        anchor=ANCHORS[row["block"]] if row["block"] else "",
        community=row["community"] or "",
        channel=CHANNELS[row["channel"]],
        text=row["text"],
        topic=row["topic"],
        department=row["department"],
        anonymous=row["anonymous"],
        public=row["visibility"] == "公开",
        public_text=row["public_text"],
        accepted_at=_moment(row["accepted_at"]),
        answered_at=_moment(row["answered_at"]),
        answer=row["answer"] or "",
        referred=REFERRED[row["referred"]["to"]] if row["referred"] else "",
        forwarded=tuple(
            ForwardSpec(datetime.fromisoformat(step["at"]), step["from"], step["to"], step["reason"])
            for step in row["forwarded"]
        ),
        extended=ExtensionSpec(datetime.fromisoformat(extended["at"]), extended["days"], extended["reason"])
        if extended
        else None,
        score=satisfaction.get("score") or 0,
        comment=satisfaction.get("comment") or "",
        me_too=row["me_too"],
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
