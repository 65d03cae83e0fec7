"""Questions and exams.

A `Question` is an item of the bank, of one kind of answering (a subclass); editors work on it. A `QuestionVersion` is
what candidates, markers and statistics are served from: written when a changed question is published, never changed.
A `Paper` is a list of questions with points; an `Exam` is what is sat: a paper with rules and a window. An `Entry` lets
one person sit one exam between two moments; an `ExamOverride` (one exam; a person or a group) and an `Accommodation`
(one person, every exam) give more. An `ExamSession` is where and when several sit an exam together. An `Attempt` is one
sitting, with its paper frozen as `AttemptItem`s; what a candidate answers is a row of append-only `AnswerStep`s; what it
earned is a `Mark`.
"""

from assessments.models.allowances import Accommodation, ExamOverride
from assessments.models.attempts import AnswerStep, Attempt, AttemptItem, Mark
from assessments.models.bank import MarkResult, Problem, Question, QuestionVersion, TaggedQuestion, question_kinds
from assessments.models.exams import Entry, Exam, Paper, PaperItem
from assessments.models.ordering import OrderingQuestion, OrderingStep
from assessments.models.questions import (
    MultipleChoiceOption,
    MultipleChoiceQuestion,
    SingleChoiceOption,
    SingleChoiceQuestion,
    TrueFalseQuestion,
)
from assessments.models.sessions import ExamSession

__all__ = [
    "Accommodation",
    "AnswerStep",
    "Attempt",
    "AttemptItem",
    "Entry",
    "Exam",
    "ExamOverride",
    "ExamSession",
    "Mark",
    "MarkResult",
    "MultipleChoiceOption",
    "MultipleChoiceQuestion",
    "OrderingQuestion",
    "OrderingStep",
    "Paper",
    "PaperItem",
    "Problem",
    "Question",
    "QuestionVersion",
    "SingleChoiceOption",
    "SingleChoiceQuestion",
    "TaggedQuestion",
    "TrueFalseQuestion",
    "question_kinds",
]
