"""What residents said, as numbers: awareness by policy, community and week, and whether pages helped."""

from policies.reports.awareness import Overview, PolicyAwareness, overview, policy_awareness
from policies.reports.tables import awareness_table, definitions
from policies.reports.usefulness import Usefulness, usefulness_of

__all__ = [
    "Overview",
    "PolicyAwareness",
    "Usefulness",
    "awareness_table",
    "definitions",
    "overview",
    "policy_awareness",
    "usefulness_of",
]
