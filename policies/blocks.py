"""The fixed parts of a policy explainer (domain.md 6.1), one stream per part so that the order never varies."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class LineBlock(blocks.CharBlock):
    """One short sentence."""

    class Meta:
        label = _("一句话")
        icon = "pilcrow"


class LineStream(blocks.StreamBlock):
    line = LineBlock(max_length=200)


class StepBlock(blocks.StructBlock):
    way = blocks.CharBlock(label=_("线上还是线下"), max_length=20, required=False)
    text = blocks.CharBlock(label=_("怎么做"), max_length=200)

    class Meta:
        label = _("一步")
        icon = "list-ol"


class StepStream(blocks.StreamBlock):
    step = StepBlock()
