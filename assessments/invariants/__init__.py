"""What must be true of the bank, of papers and of every attempt (core.invariants)."""

from assessments.invariants import attempts, bank, marks

__all__ = ["attempts", "bank", "marks"]
