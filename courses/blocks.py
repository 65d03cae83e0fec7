"""What a lesson is made of: one block per type of content/README.md, each with a preview value and a description."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock


class ParagraphBlock(blocks.TextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("段落")
        template = "courses/blocks/paragraph.html"
        preview_value = _("先报警，再处置，同时报告。")
        description = _("一段正文，一段讲一件事。")


class CheckBlock(blocks.StructBlock):
    questions = blocks.ListBlock(SnippetChooserBlock("assessments.Question"), label=_("试题"), min_num=1, max_num=5)

    class Meta:
        icon = "help"
        label = _("课后小测")
        template = "courses/blocks/check.html"
        description = _("一节课末尾的两三道小题，全部是练习题。")


class LessonBody(blocks.StreamBlock):
    paragraph = ParagraphBlock()
    check = CheckBlock()


class LegalBasisBlock(blocks.StructBlock):
    law = blocks.CharBlock(label=_("法律法规"), max_length=80)
    article = blocks.CharBlock(label=_("条款"), max_length=80, required=False)

    class Meta:
        icon = "doc-full"
        label = _("依据")


class LegalBasisStream(blocks.StreamBlock):
    basis = LegalBasisBlock()


class ObjectivesStream(blocks.StreamBlock):
    objective = blocks.CharBlock(label=_("目标"), max_length=100)
