"""What pages are made of: one block per type of content/README.md, and files, cards, questions and exams to choose.

Each block has a preview value and a description, and refuses what a learner could not use.
"""

from courses.blocks.facts import CallsStream, CardLinesStream, ObjectivesStream
from courses.blocks.lesson import LessonBody
from courses.blocks.pictures import STATIC, cover_names, diagram_names

__all__ = [
    "STATIC",
    "CallsStream",
    "CardLinesStream",
    "LessonBody",
    "ObjectivesStream",
    "cover_names",
    "diagram_names",
]
