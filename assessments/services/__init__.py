"""Changes to the bank, papers, exams, entries and attempts; one module per aggregate."""

from assessments.services.admission import unlock_entry
from assessments.services.allowances import remove_override, set_accommodation, set_override, tell_changed_times
from assessments.services.attempts import next_question, note_leaving, set_flag
from assessments.services.attendance import defer_entry, exempt_entry, expect_entry, mark_absences
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
from assessments.services.invigilation import (
    call_in_attempt,
    call_in_session,
    extend_attempt,
    extend_session,
    pause_session,
    resume_session,
)
from assessments.services.late import Foreseen, LateAnswer, count_late_answers, foresee_late_answers, leave_late_answers
from assessments.services.practice import PracticeItem, PracticeMark, mark_practice, practice_answers, practice_items
from assessments.services.presence import last_seen, note_seen
from assessments.services.rehearsal import Reach, rehearse_override, rehearse_removal
from assessments.services.saving import Receipt, save_answer
from assessments.services.sessions import place_entries, remove_entry, renew_code, save_session
from assessments.services.starting import start_attempt

__all__ = [
    "Foreseen",
    "LateAnswer",
    "LoadReport",
    "PracticeItem",
    "PracticeMark",
    "Reach",
    "Receipt",
    "call_in_attempt",
    "call_in_session",
    "close_expired",
    "count_late_answers",
    "current_versions",
    "defer_entry",
    "excuse_author",
    "exempt_entry",
    "expect_entry",
    "extend_attempt",
    "extend_session",
    "foresee_late_answers",
    "grant_entry",
    "last_seen",
    "leave_late_answers",
    "load_questions",
    "mark_absences",
    "mark_practice",
    "next_question",
    "note_leaving",
    "note_seen",
    "pause_session",
    "place_entries",
    "practice_answers",
    "practice_items",
    "publish_question",
    "record_version",
    "rehearse_override",
    "rehearse_removal",
    "release_due",
    "remove_entry",
    "remove_override",
    "renew_code",
    "resume_session",
    "retire_question",
    "save_answer",
    "save_exam",
    "save_paper",
    "save_session",
    "set_accommodation",
    "set_flag",
    "set_override",
    "start_attempt",
    "submit_attempt",
    "tell_changed_times",
    "unlock_entry",
    "void_attempt",
]
