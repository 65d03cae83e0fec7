"""What courses tells: outlines, what a person has to do, the catalogue, and the training of units (`training`)."""

from courses.reports.ledger import Filler, LedgerLine, YearHours, credit_years, fillers, ledger_lines, ledger_of
from courses.reports.lesson import LessonView, last_result, lesson_view
from courses.reports.my_learning import (
    CourseCard,
    LearningItem,
    catalogue,
    everything,
    my_learning,
    published_courses,
    to_do,
    valid_completions,
)
from courses.reports.offline import Package, cards_package, course_package
from courses.reports.outline import CourseOutline, LessonRow, ModuleRow, StepRow, course_outline
from courses.reports.recommended import Need, Recommendation, recommended
from courses.reports.shelf import Shelf, main_competency, shelf
from courses.reports.standing import CourseStanding, LessonRef, standings

__all__ = [
    "CourseCard",
    "CourseOutline",
    "CourseStanding",
    "Filler",
    "LearningItem",
    "LedgerLine",
    "LessonRef",
    "LessonRow",
    "LessonView",
    "ModuleRow",
    "Need",
    "Package",
    "Recommendation",
    "Shelf",
    "StepRow",
    "YearHours",
    "cards_package",
    "catalogue",
    "course_outline",
    "course_package",
    "credit_years",
    "everything",
    "fillers",
    "last_result",
    "ledger_lines",
    "ledger_of",
    "lesson_view",
    "main_competency",
    "my_learning",
    "published_courses",
    "recommended",
    "shelf",
    "standings",
    "to_do",
    "valid_completions",
]
