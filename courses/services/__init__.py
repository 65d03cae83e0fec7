"""Changes to courses and to what people did with them. Every name here is public; the modules group them."""

from courses.services.assignments import assign, excuse
from courses.services.completions import complete, complete_after_exam, complete_missing, passed_without_completion
from courses.services.corrections import answer_without_change, ask_for_correction, correct_credit
from courses.services.credits import award_exam, award_lesson, take_back_exam
from courses.services.kept import CHANGED, Kept, sent_before
from courses.services.learning import current_cycle, enrol, finish_lesson, open_lesson, save_place, take_check
from courses.services.loading import load_course, load_course_file
from courses.services.page_loading import Upkeep
from courses.services.reminders import remind
from courses.services.restarts import restart
from courses.services.settling import Settled, settle_credits, unpaid_exams, unpaid_lessons, withdrawn_but_counting
from courses.services.waiting import finish_waiting

__all__ = [
    "CHANGED",
    "Kept",
    "Settled",
    "Upkeep",
    "answer_without_change",
    "ask_for_correction",
    "assign",
    "award_exam",
    "award_lesson",
    "complete",
    "complete_after_exam",
    "complete_missing",
    "correct_credit",
    "current_cycle",
    "enrol",
    "excuse",
    "finish_lesson",
    "finish_waiting",
    "load_course",
    "load_course_file",
    "open_lesson",
    "passed_without_completion",
    "remind",
    "restart",
    "save_place",
    "sent_before",
    "settle_credits",
    "take_back_exam",
    "take_check",
    "unpaid_exams",
    "unpaid_lessons",
    "withdrawn_but_counting",
]
