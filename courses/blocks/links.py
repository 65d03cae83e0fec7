"""What a lesson points to: a handling card."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError


class CardBlock(blocks.StructBlock):
    card = blocks.PageChooserBlock("courses.CardPage", label=_("处置卡"))
    text = blocks.CharBlock(label=_("说明"), max_length=120, required=False)

    class Meta:
        icon = "pick"
        label = _("处置卡")
        template = "courses/blocks/card.html"
        description = _("这节课要用到的处置卡，现场打开就能照着做。")
        preview_value = {
            "card": {"code": "EMG101-1", "title": _("居民楼起火处置卡"), "when": _("居民楼里看见烟或火")},
            "text": _("巡查时存到手机里。"),
        }

    def get_preview_value(self) -> Any:
        value = self.normalize({**self.meta.preview_value, "card": None})
        value["card"] = self.meta.preview_value["card"]
        return value

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["card"] and not cleaned["card"].live:
            message = _("“%(title)s”还没有发布，学员打不开。请先发布这张卡。") % {"title": cleaned["card"].title}
            raise StructBlockValidationError(block_errors={"card": ValidationError(message)})
        return cleaned
