"""The receipt: one number made of all the answers, with which a candidate can show that none was changed."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def digest(*, attempt: int, sequence: int, answers: Mapping[int, Any], at: datetime) -> str:
    """SHA-256 (hex) over attempt, last sequence number, answers by position, and the moment it was handed in (UTC)."""
    moment = at.astimezone(UTC).isoformat()
    line = json.dumps([attempt, sequence, sorted(answers.items()), moment], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()
