"""What screens show of assessments: dataclasses out, no HTML."""

from assessments.reports.entries import EntryLine, exam_lines, exam_start
from assessments.reports.result import Result, ResultItem, result_for
from assessments.reports.sitting import Sitting, SittingItem, current_state, sitting_of

__all__ = [
    "EntryLine",
    "Result",
    "ResultItem",
    "Sitting",
    "SittingItem",
    "current_state",
    "exam_lines",
    "exam_start",
    "result_for",
    "sitting_of",
]
