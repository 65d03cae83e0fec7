"""Words: paragraphs, steps, lists, callouts, comparisons, tables, dialogues, cases."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class ParagraphBlock(blocks.TextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("段落")
        template = "courses/blocks/paragraph.html"
        preview_value = _("先报警，再处置，同时报告。")
        description = _("一段正文，一段讲一件事。")


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("小标题")
        template = "courses/blocks/heading.html"
        preview_value = _("为什么先拦人")
        description = _("把一节课分成几段，标题说出这一段的意思。")


def texts(label: Any, min_num: int = 1) -> blocks.ListBlock:
    """A list of short texts, none of them empty."""
    return blocks.ListBlock(blocks.CharBlock(label=_("内容"), max_length=300), label=label, min_num=min_num, max_num=20)


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("标题"), max_length=60, required=False)
    items = texts(_("步骤"), min_num=2)

    class Meta:
        icon = "list-ol"
        label = _("步骤")
        template = "courses/blocks/steps.html"
        preview_value = {"title": _("两分钟清人"), "items": [_("先看烟往哪飘"), _("喊人走楼梯出来，随手关门")]}
        description = _("有先后的做法，一步一句。")


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("标题"), max_length=60, required=False)
    items = texts(_("要点"), min_num=2)

    class Meta:
        icon = "check"
        label = _("清单")
        template = "courses/blocks/checklist.html"
        preview_value = {"title": _("巡查时看五眼"), "items": [_("楼梯下有没有停车"), _("顶楼出口是不是锁着")]}
        description = _("没有先后的要点，逐条核对。")


class CalloutBlock(blocks.StructBlock):
    kind = blocks.ChoiceBlock(
        label=_("种类"),
        choices=[("danger", _("绝对不能做")), ("warning", _("注意")), ("tip", _("小提示")), ("law", _("依据"))],
        default="tip",
    )
    title = blocks.CharBlock(label=_("标题"), max_length=60, required=False)
    text = blocks.TextBlock(label=_("内容"), max_length=600)

    class Meta:
        icon = "warning"
        label = _("提示框")
        template = "courses/blocks/callout.html"
        preview_value = {"kind": "danger", "title": _("别试烟"), "text": _("楼道里有浓烟，就算看不见火也不进去。")}
        description = _("危险、注意、提示、依据四种，一节课不超过三个。")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["state"], context["icon_name"] = {
            "danger": ("failed", "danger"),
            "warning": ("due", "warn"),
            "law": ("info", "law"),
        }.get(value["kind"], ("passed", "info"))
        return context


class CompareBlock(blocks.StructBlock):
    good = texts(_("这样做、这样说"))
    bad = texts(_("不这样做、不这样说"))

    class Meta:
        icon = "table"
        label = _("对比")
        template = "courses/blocks/compare.html"
        preview_value = {"good": [_("东门有充电棚，我带您去看看")], "bad": [_("说了八百遍了，没长耳朵吗")]}
        description = _("左边是该怎么做，右边是不该怎么做。")


# Speakers whose lines stand on the learner's side of a dialogue.
OWN_VOICES = ("网格员", "调解员")


class LineBlock(blocks.StructBlock):
    who = blocks.CharBlock(label=_("谁"), max_length=20)
    text = blocks.CharBlock(label=_("说什么"), max_length=300)

    class Meta:
        icon = "comment"
        label = _("一句话")


class DialogueBlock(blocks.StructBlock):
    lines = blocks.ListBlock(LineBlock(), label=_("对话"), min_num=2, max_num=30)

    class Meta:
        icon = "comment"
        label = _("对话")
        template = "courses/blocks/dialogue.html"
        preview_value = {
            "lines": [
                {"who": _("接警员"), "text": _("您好，119，哪里着火？")},
                {"who": _("网格员"), "text": _("槐树巷12号院，一楼电动车在烧。")},
            ]
        }
        description = _("一问一答。说话人以“网格员”“调解员”开头的，显示在右边。")

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["lines"] = [
            {"who": line["who"], "text": line["text"], "own": line["who"].startswith(OWN_VOICES)}
            for line in value["lines"]
        ]
        return context


class TableBlock(blocks.StructBlock):
    header = texts(_("表头"), min_num=2)
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(label=_("格"), max_length=300, required=False), label=_("一行")),
        label=_("各行"),
        min_num=1,
        max_num=30,
    )

    class Meta:
        icon = "table"
        label = _("表格")
        template = "courses/blocks/table.html"
        preview_value = {"header": [_("要素"), _("说什么")], "rows": [[_("地址"), _("路名门牌加标志物")]]}
        description = _("两到四列的小表，手机上每行变成一张卡。")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        uneven = any(len(row) != len(cleaned["header"]) for row in cleaned["rows"])
        if uneven and not self.is_deferred_validation:
            message = _("每一行的格数要和表头一样多，是 %(count)s 格。") % {"count": len(cleaned["header"])}
            raise StructBlockValidationError(block_errors={"rows": ValidationError(message)})
        return cleaned

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        context["rows"] = [list(zip(value["header"], row, strict=False)) for row in value["rows"]]
        return context


class CaseBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("标题"), max_length=60, required=False)
    text = blocks.TextBlock(label=_("经过"), max_length=800)
    question = blocks.CharBlock(label=_("想一想"), max_length=200)
    answer = blocks.TextBlock(label=_("参考"), max_length=600)

    class Meta:
        icon = "openquote"
        label = _("案例")
        template = "courses/blocks/case.html"
        preview_value = {
            "title": _("开着的门"),
            "text": _("两人屋里屋外跑了两趟，门一直大敞着。"),
            "question": _("错在哪一步？"),
            "answer": _("错在门一直开着。"),
        }
        description = _("一个小故事，先想再看参考。参考收在折叠里。")
