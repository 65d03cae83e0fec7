"""The demo's outbox: e-mails the product wrote into a folder instead of sending them."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings

SEPARATOR = b"-" * 79


@dataclass(frozen=True)
class SentMail:
    to: str
    subject: str
    body: str
    sent_at: datetime | None


def latest_mails(limit: int = 30) -> list[SentMail]:
    """The newest e-mails in the outbox folder, newest first; none where e-mail goes to a server."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nonexistent")
    if not folder.is_dir():
        return []
    files = sorted(folder.glob("*.log"), key=lambda path: path.stat().st_mtime, reverse=True)
    mails = [mail for path in files[:limit] for mail in reversed(_read(path))]
    return sorted(mails, key=lambda mail: mail.sent_at.timestamp() if mail.sent_at else 0, reverse=True)[:limit]


def _read(path: Path) -> list[SentMail]:
    parts = path.read_bytes().split(SEPARATOR)
    return [_parse(part) for part in parts if part.strip()]


def _parse(raw: bytes) -> SentMail:
    message = email.message_from_bytes(raw.lstrip(), _class=EmailMessage, policy=email.policy.default)
    body = message.get_body(("plain",))
    date = message["Date"]
    return SentMail(
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        body=body.get_content().strip() if body else "",
        sent_at=date.datetime if date else None,
    )
