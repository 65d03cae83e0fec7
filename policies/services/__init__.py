"""Changes to what residents read and to what they say. One module per noun; import from here."""

from policies.services.awareness import (
    export_awareness,
    purpose_of_check,
    purpose_of_vote,
    record_check,
    record_vote,
)
from policies.services.loading import LoadReport, load_duties, load_glossary, load_policies
from policies.services.versions import date_newest_version, keep_earlier_version, keep_version

__all__ = [
    "LoadReport",
    "date_newest_version",
    "export_awareness",
    "keep_earlier_version",
    "keep_version",
    "load_duties",
    "load_glossary",
    "load_policies",
    "purpose_of_check",
    "purpose_of_vote",
    "record_check",
    "record_vote",
]
