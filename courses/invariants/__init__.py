"""What must be true of what courses keeps (core.invariants): records of learning, and the ledger of 学时."""

from courses.invariants import credits, records  # noqa: A004

__all__ = ["credits", "records"]
