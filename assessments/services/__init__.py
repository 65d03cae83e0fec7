"""Changes to the bank, papers, exams, entries and attempts; one module per aggregate."""

from assessments.services.allowances import remove_override, set_accommodation, set_override
from assessments.services.attempts import note_leaving, set_flag, start_attempt
from assessments.services.bank import (
    LoadReport,
    current_versions,
    load_questions,
    publish_question,
    record_version,
    retire_question,
)
from assessments.services.closing import close_expired, release_due, submit_attempt, void_attempt
from assessments.services.entries import excuse_author, grant_entry
from assessments.services.exams import save_exam, save_paper
from assessments.services.late import count_late_answers
from assessments.services.practice import PracticeItem, PracticeMark, mark_practice, practice_answers, practice_items
from assessments.services.saving import Receipt, save_answer

__all__ = [
    "LoadReport",
    "PracticeItem",
    "PracticeMark",
    "Receipt",
    "close_expired",
    "count_late_answers",
    "current_versions",
    "excuse_author",
    "grant_entry",
    "load_questions",
    "mark_practice",
    "note_leaving",
    "practice_answers",
    "practice_items",
    "publish_question",
    "record_version",
    "release_due",
    "remove_override",
    "retire_question",
    "save_answer",
    "save_exam",
    "save_paper",
    "set_accommodation",
    "set_flag",
    "set_override",
    "start_attempt",
    "submit_attempt",
    "void_attempt",
]
