"""The body of a lesson: every block that an editor may put there, by group."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from courses.blocks.exams import CheckBlock, ExamBlock
from courses.blocks.files import AudioBlock, DocumentBlock, FigureBlock, ImageBlock, VideoBlock
from courses.blocks.links import CardBlock
from courses.blocks.text import (
    CalloutBlock,
    CaseBlock,
    ChecklistBlock,
    CompareBlock,
    DialogueBlock,
    HeadingBlock,
    ParagraphBlock,
    StepsBlock,
    TableBlock,
)


class LessonBody(blocks.StreamBlock):
    paragraph = ParagraphBlock(group=_("文字"))
    heading = HeadingBlock(group=_("文字"))
    callout = CalloutBlock(group=_("文字"))
    steps = StepsBlock(group=_("做法"))
    checklist = ChecklistBlock(group=_("做法"))
    compare = CompareBlock(group=_("做法"))
    table = TableBlock(group=_("做法"))
    dialogue = DialogueBlock(group=_("情景"))
    case = CaseBlock(group=_("情景"))
    figure = FigureBlock(group=_("图、声音、视频"))
    image = ImageBlock(group=_("图、声音、视频"))
    audio = AudioBlock(group=_("图、声音、视频"))
    video = VideoBlock(group=_("图、声音、视频"))
    document = DocumentBlock(group=_("资料"))
    card = CardBlock(group=_("资料"))
    check = CheckBlock(group=_("考核"))
    exam = ExamBlock(group=_("考核"))

    class Meta:
        block_counts = {"check": {"max_num": 1}, "exam": {"max_num": 1}}
