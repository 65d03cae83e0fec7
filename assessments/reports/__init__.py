"""What screens show of assessments: dataclasses out, no HTML."""

from assessments.reports.desk import Act, Desk, DeskRow, acts_of, desk_of, sessions_for
from assessments.reports.entries import EntryLine, exam_lines, exam_start
from assessments.reports.receipt import Slip, slip_of
from assessments.reports.result import Result, ResultItem, result_for
from assessments.reports.scores import ExamRecord, Scores, exam_records, scores_of
from assessments.reports.sitting import Sitting, SittingItem, current_state, pause_words, sitting_of

__all__ = [
    "Act",
    "Desk",
    "DeskRow",
    "EntryLine",
    "ExamRecord",
    "Result",
    "ResultItem",
    "Scores",
    "Sitting",
    "SittingItem",
    "Slip",
    "acts_of",
    "current_state",
    "desk_of",
    "exam_lines",
    "exam_records",
    "exam_start",
    "pause_words",
    "result_for",
    "scores_of",
    "sessions_for",
    "sitting_of",
    "slip_of",
]
