"""What a lesson asks: the check at its end, and word of the exam."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.snippets.blocks import SnippetChooserBlock


class CheckBlock(blocks.StructBlock):
    questions = blocks.ListBlock(
        SnippetChooserBlock("assessments.Question", label=_("试题")), label=_("试题"), min_num=1, max_num=5
    )

    class Meta:
        icon = "help"
        label = _("课后小测")
        template = "courses/blocks/check.html"
        preview_value = {"questions": []}
        description = _("一节课末尾的两三道小题，全部是练习题。做对六成算通过，可以马上再做。")

    def get_preview_value(self) -> Any:
        value = self.normalize(self.meta.preview_value)
        value["questions"] = [None, None]
        return value

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        chosen = [question for question in cleaned["questions"] if question]  # A draft may have an empty place.
        if problem := _problem(chosen):
            raise StructBlockValidationError(block_errors={"questions": ValidationError(problem)})
        return cleaned


def _problem(questions: list[Any]) -> str:
    """Why these questions make no check; nothing where they do."""
    for place, question in enumerate(questions):
        said = {"code": question.code}
        if question.use != "practice" or question.retired:
            return _("%(code)s 是考试题或已停用，小测只能选练习题。") % said
        if not question.live:
            return _("%(code)s 还没有发布，学员答不到。请先在题库里发布它。") % said
        if question in questions[:place]:
            return _("%(code)s 选了两次，请去掉一次。") % said
    return ""


class ExamBlock(blocks.StructBlock):
    exam = SnippetChooserBlock("assessments.Exam", label=_("考试"))
    text = blocks.CharBlock(label=_("说明"), max_length=120, required=False)

    class Meta:
        icon = "form"
        label = _("考试")
        template = "courses/blocks/exam.html"
        preview_value = {
            "exam": {"title": _("居民楼火灾先期处置 正式考试"), "minutes": 30, "pass_mark": 80},
            "text": "",
        }
        description = _("说明学完以后要参加的考试。能不能考由课程决定，这里只是介绍。")
