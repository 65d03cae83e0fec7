"""Refusals of the domain: a stable code for programs and tests; the view finds the words for people."""

from typing import Any


class DomainError(Exception):
    """A rule said no. `code` is stable ("attempt_closed"); `context` holds what the words may need."""

    def __init__(self, code: str, **context: Any) -> None:
        super().__init__(code)
        self.code = code
        self.context = context
