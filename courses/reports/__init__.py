"""What courses tells: outlines, what a person has to do, the catalogue, and the training of units (`training`)."""

from courses.reports.my_learning import (
    CourseCard,
    LearningItem,
    catalogue,
    my_learning,
    published_courses,
    valid_completions,
)
from courses.reports.outline import CourseOutline, LessonRow, ModuleRow, StepRow, course_outline
from courses.reports.standing import CourseStanding, LessonRef, standings

__all__ = [
    "CourseCard",
    "CourseOutline",
    "CourseStanding",
    "LearningItem",
    "LessonRef",
    "LessonRow",
    "ModuleRow",
    "StepRow",
    "catalogue",
    "course_outline",
    "my_learning",
    "published_courses",
    "standings",
    "valid_completions",
]
