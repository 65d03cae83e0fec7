"""Changes to courses and to what people did with them. Every name here is public; the modules group them."""

from courses.services.assignments import assign, excuse
from courses.services.completions import complete, complete_after_exam
from courses.services.learning import current_cycle, enrol, finish_lesson, open_lesson, save_place, take_check
from courses.services.loading import load_course, load_course_file

__all__ = [
    "assign",
    "complete",
    "complete_after_exam",
    "current_cycle",
    "enrol",
    "excuse",
    "finish_lesson",
    "load_course",
    "load_course_file",
    "open_lesson",
    "save_place",
    "take_check",
]
