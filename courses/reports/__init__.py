"""What courses tells: outlines, what a person has to do, the catalogue, and the training of units (`training`)."""

from courses.reports.lesson import LessonView, last_result, lesson_view
from courses.reports.my_learning import (
    CourseCard,
    LearningItem,
    catalogue,
    my_learning,
    published_courses,
    valid_completions,
)
from courses.reports.outline import CourseOutline, LessonRow, ModuleRow, StepRow, course_outline
from courses.reports.shelf import Shelf, main_competency, shelf
from courses.reports.standing import CourseStanding, LessonRef, standings

__all__ = [
    "CourseCard",
    "CourseOutline",
    "CourseStanding",
    "LearningItem",
    "LessonRef",
    "LessonRow",
    "LessonView",
    "ModuleRow",
    "Shelf",
    "StepRow",
    "catalogue",
    "course_outline",
    "last_result",
    "lesson_view",
    "main_competency",
    "my_learning",
    "published_courses",
    "shelf",
    "standings",
    "valid_completions",
]
