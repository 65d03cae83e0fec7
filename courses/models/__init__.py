"""Courses and what people did with them.

A `CoursePage` holds `ModulePage`s, which hold `LessonPage`s; all are written by editors. An `Assignment` says that a
person should train, by when; an `Enrolment` that they began. `LessonProgress` remembers a lesson opened and finished,
a `CheckResult` one try of the questions at its end. A `Completion` says that a person completed a course in a cycle and
until when that holds: validity lives here, a certificate is a document about it.
"""

from courses.models.pages import CourseCompetency, CourseIndexPage, CoursePage, LessonPage, ModulePage
from courses.models.records import Assignment, CheckResult, Completion, Enrolment, LessonProgress

__all__ = [
    "Assignment",
    "CheckResult",
    "Completion",
    "CourseCompetency",
    "CourseIndexPage",
    "CoursePage",
    "Enrolment",
    "LessonPage",
    "LessonProgress",
    "ModulePage",
]
