"""Courses and what people did with them.

A `CoursePage` holds `ModulePage`s, which hold `LessonPage`s; all are written by editors. An `Assignment` says that a
person should train, by when; an `Enrolment` that they began. `LessonProgress` remembers a lesson opened and finished,
a `CheckResult` one try of the questions at its end. A `Completion` says that a person completed a course in a cycle and
until when that holds: validity lives here, a certificate is a document about it. A `Restart` begins a new cycle early.
A `CardPage` is a handling card. A `MediaFile` is a picture, sound, film or document that lessons show to those enrolled.
A `CreditAward` is a line of the ledger of 学时, given by a `CreditRule`.
"""

from courses.models.cards import CardIndexPage, CardPage
from courses.models.credits import CreditAward, CreditRule
from courses.models.media import MediaFile
from courses.models.pages import (
    CourseCompetency,
    CourseIndexPage,
    CoursePage,
    CoursePrerequisite,
    LessonCompetency,
    LessonPage,
    ModulePage,
)
from courses.models.records import Assignment, CheckResult, Completion, Enrolment, LessonProgress, Restart

__all__ = [
    "Assignment",
    "CardIndexPage",
    "CardPage",
    "CheckResult",
    "Completion",
    "CourseCompetency",
    "CourseIndexPage",
    "CoursePage",
    "CoursePrerequisite",
    "CreditAward",
    "CreditRule",
    "Enrolment",
    "LessonCompetency",
    "LessonPage",
    "LessonProgress",
    "MediaFile",
    "ModulePage",
    "Restart",
]
