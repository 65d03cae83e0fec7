"""What stands beside the text of a page: objectives; and the lines and numbers of a card."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ObjectiveBlock(blocks.CharBlock):
    class Meta:
        icon = "check"
        label = _("目标")
        preview_value = _("能在一通电话里说清地址、灾情、人员")
        description = _("看得见的本领，以“能”开头。")


class ObjectivesStream(blocks.StreamBlock):
    objective = ObjectiveBlock(max_length=100)


class CardLineBlock(blocks.CharBlock):
    class Meta:
        icon = "pilcrow"
        label = _("一句")
        preview_value = _("打119，说清地址、什么在烧、有没有人困")
        description = _("一句短话，一口气能念完。")


class CardLinesStream(blocks.StreamBlock):
    line = CardLineBlock(max_length=120)


class CallBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("打给谁"), max_length=20)
    number = blocks.CharBlock(
        label=_("号码"), max_length=20, required=False, help_text=_("各地不同的留空，纸上留一条线手写。")
    )

    class Meta:
        icon = "mobile-alt"
        label = _("电话")
        preview_value = {"name": _("火警"), "number": "119"}
        description = _("全国统一的号码可以直接拨；本地号码留空。")


class CallsStream(blocks.StreamBlock):
    call = CallBlock()
