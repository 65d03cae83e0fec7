"""Changes to what residents read and to what they say. One module per noun; import from here."""

from policies.services.awareness import (
    export_awareness,
    purpose_of_check,
    purpose_of_vote,
    record_check,
    record_vote,
)
from policies.services.loading import LoadReport, load_policies

__all__ = [
    "LoadReport",
    "export_awareness",
    "load_policies",
    "purpose_of_check",
    "purpose_of_vote",
    "record_check",
    "record_vote",
]
