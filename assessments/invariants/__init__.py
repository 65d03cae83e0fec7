"""What must be true of the bank, of papers, of sessions and of every attempt (core.invariants)."""

from assessments.invariants import attempts, bank, marks, sessions

__all__ = ["attempts", "bank", "marks", "sessions"]
