"""The fixed parts of a policy explainer (domain.md 6.1), one stream per part so that the order never varies.

Text may hold placeholders `{{名称}}`; `names_in` finds them and `fill` puts the local values in their place.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Page

from policies.enums import Way

PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


class LineBlock(blocks.CharBlock):
    class Meta:
        icon = "pilcrow"
        label = _("一句")
        preview_value = _("车不进楼，线不乱拉，充电去充电点。")
        description = _("一句短话，只说一件事，二十五个字左右。")


class LineStream(blocks.StreamBlock):
    line = LineBlock(max_length=200)


class StepBlock(blocks.StructBlock):
    way = blocks.ChoiceBlock(choices=Way.choices, label=_("在哪儿办"), required=False)
    text = blocks.CharBlock(label=_("怎么做"), max_length=120)

    class Meta:
        icon = "list-ol"
        label = _("一步")
        preview_value = {"way": Way.OFFLINE, "text": _("车停进车棚，不进楼、不进电梯。")}
        description = _("办理流程里的一步，以动作开头。")


class StepStream(blocks.StreamBlock):
    step = StepBlock()


class DateBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("什么事"), max_length=40)
    value = blocks.CharBlock(label=_("什么时候"), max_length=80, help_text=_("写清年份；各地不一样的用 {{名称}}。"))

    class Meta:
        icon = "date"
        label = _("时间节点")
        preview_value = {"label": _("新国标实施"), "value": _("2025年9月1日")}
        description = _("一个日期或一段时间，和它的意思。")


class DateStream(blocks.StreamBlock):
    date = DateBlock()


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("问"), max_length=80)
    answer = blocks.TextBlock(label=_("答"), max_length=300, rows=3)

    class Meta:
        icon = "help"
        label = _("问答")
        preview_value = {"question": _("电池能拎回家充吗？"), "answer": _("不建议。电池进屋同样危险。")}
        description = _("居民真会问的一个问题，第一句就回答。")


class QuestionStream(blocks.StreamBlock):
    question = QuestionBlock()


class MisunderstandingBlock(blocks.StructBlock):
    wrong = blocks.CharBlock(label=_("有人说"), max_length=100)
    right = blocks.CharBlock(label=_("其实"), max_length=200)

    class Meta:
        icon = "warning"
        label = _("容易误会的地方")
        preview_value = {"wrong": _("我的车贵，不会着。"), "right": _("车和电池都会老化，改装过的更危险。")}
        description = _("一个常见的误会，和正确的说法。")


class MisunderstandingStream(blocks.StreamBlock):
    misunderstanding = MisunderstandingBlock()


class RumourBlock(blocks.StructBlock):
    rumour = blocks.CharBlock(label=_("传言"), max_length=100)
    fact = blocks.CharBlock(label=_("事实"), max_length=200)

    class Meta:
        icon = "cross"
        label = _("谣言澄清")
        preview_value = {"rumour": _("网格员可以上门没收电池。"), "fact": _("不可以。网格员只能劝导和上报。")}
        description = _("正在流传的一条假消息，和事实。")


class RumourStream(blocks.StreamBlock):
    rumour = RumourBlock()


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("找谁"), max_length=60)
    phone = blocks.CharBlock(label=_("电话"), max_length=30, required=False)
    hours = blocks.CharBlock(label=_("时间"), max_length=60, required=False)
    address = blocks.CharBlock(label=_("地址"), max_length=100, required=False)

    class Meta:
        icon = "mobile-alt"
        label = _("咨询电话与地址")
        preview_value = {"name": _("政务服务便民热线"), "phone": "12345", "hours": _("24小时"), "address": ""}
        description = _("可以问的一个地方。全国统一的号码会变成拨号按钮。")


class ContactStream(blocks.StreamBlock):
    contact = ContactBlock()


class BasisBlock(blocks.StructBlock):
    law = blocks.CharBlock(label=_("法律法规"), max_length=80, help_text=_("正文里用的叫法，例如：消防法。"))
    article = blocks.CharBlock(label=_("条款"), max_length=200, required=False)

    class Meta:
        icon = "doc-full"
        label = _("依据")
        preview_value = {"law": _("消防法"), "article": _("第二十八条")}
        description = _("只写逐条读过原文的条款。法律改了版本，引用它的内容会被提醒复核。")


class PolicyBasisBlock(blocks.StructBlock):
    policy = blocks.PageChooserBlock(label=_("政策解读"), page_type="policies.PolicyPage")
    article = blocks.CharBlock(label=_("哪一部分"), max_length=80, required=False)

    class Meta:
        icon = "doc-full-inverse"
        label = _("本站的政策解读")
        preview_value = {"policy": None, "article": _("怎么办")}
        description = _("依据的是本站一页政策解读。它改了、撤下了、被代替了，这里会被提醒复核。")


class BasisStream(blocks.StreamBlock):
    """What a policy, duty, course, lesson or card rests on."""

    basis = BasisBlock()
    policy = PolicyBasisBlock()


def basis_line(value: Mapping[str, Any]) -> str:
    """One basis in words: 消防法第二十八条, or the title of a policy of ours; "" for one whose page is gone."""
    if "policy" in value:
        return f"“{value['policy']}”{value['article']}" if value["policy"] else ""
    return f"{value['law']}{value['article']}"


class LocalValueBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("名称"), max_length=40, help_text=_("和正文里 {{ }} 中间的字一样。"))
    value = blocks.CharBlock(label=_("本地数值"), max_length=120, required=False, help_text=_("没填的不能发布。"))

    class Meta:
        icon = "cog"
        label = _("本地数值")
        preview_value = {"name": _("投放时段"), "value": _("每天6:30—9:00")}
        description = _("各地不一样的时间、金额、地点，填一次，正文处处用。")


class LocalValueStream(blocks.StreamBlock):
    value = LocalValueBlock()


class PanelBlock(blocks.StructBlock):
    icon = blocks.CharBlock(label=_("图标"), max_length=20, help_text=_("图标库里的名字，例如 ebike、warning。"))
    heading = blocks.CharBlock(label=_("小标题"), max_length=12)
    text = blocks.CharBlock(label=_("说明"), max_length=40)

    class Meta:
        icon = "image"
        label = _("一格")
        preview_value = {"icon": "ebike", "heading": _("车停外面"), "text": _("不进楼，不进电梯，停进车棚。")}
        description = _("一图读懂里的一格：一个图标，一个小标题，一句话。")


class InfographicStream(blocks.StreamBlock):
    panel = PanelBlock()


class QuizQuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("问题"), max_length=60)
    options = blocks.ListBlock(blocks.CharBlock(max_length=40), label=_("选项"), min_num=2, max_num=4)
    right = blocks.IntegerBlock(label=_("第几个对"), min_value=1, max_value=4)
    explanation = blocks.CharBlock(label=_("为什么"), max_length=120)

    class Meta:
        icon = "help"
        label = _("一道题")
        preview_value = {
            "question": _("电池泡过水，应当怎么办？"),
            "options": [_("停用，请网点检测"), _("晾干两天再接着用"), _("擦干以后马上充满")],
            "right": 1,
            "explanation": _("泡水电池可能几小时后才起火。"),
        }
        description = _("小测验的一道题：不记名，答完马上讲为什么。")

    def clean(self, value):
        """The right option is one of the options, and no two of them are the same."""
        cleaned = super().clean(value)
        options, errors = list(cleaned["options"]), {}
        if cleaned["right"] > len(options):
            words = _("只有 %(n)s 个选项，没有第 %(right)s 个。")
            errors["right"] = ValidationError(words, params={"n": len(options), "right": cleaned["right"]})
        if len(set(options)) < len(options):
            errors["options"] = ValidationError(_("有两个选项是一样的，请改掉一个。"))
        if errors:
            raise blocks.StructBlockValidationError(errors)
        return cleaned


class QuizStream(blocks.StreamBlock):
    question = QuizQuestionBlock()


class DutyDepartmentBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("哪一家"), max_length=40)
    role = blocks.CharBlock(label=_("管哪一段"), max_length=80)

    class Meta:
        icon = "group"
        label = _("管事的一家")
        preview_value = {"name": _("小区物业"), "role": _("制止、报告，清理无主杂物")}
        description = _("一个单位，和它在这件事里管的那一段。")


class DutyDepartmentStream(blocks.StreamBlock):
    department = DutyDepartmentBlock()


class WorkerActBlock(blocks.StructBlock):
    act = blocks.CharBlock(label=_("做什么"), max_length=6, help_text=_("发现、劝导、上报、协助。"))
    text = blocks.CharBlock(label=_("怎么做"), max_length=100)

    class Meta:
        icon = "user"
        label = _("网格员会做")
        preview_value = {"act": _("劝导"), "text": _("先讲道理，商量三天内搬走。")}
        description = _("网格员在这件事里做的一步：发现、劝导、上报或协助。")


class WorkerActStream(blocks.StreamBlock):
    act = WorkerActBlock()


class DutyPhoneBlock(blocks.StructBlock):
    type = blocks.CharBlock(label=_("找谁"), max_length=20)
    number = blocks.CharBlock(label=_("电话"), max_length=30, required=False)
    when = blocks.CharBlock(label=_("什么时候打"), max_length=40)

    class Meta:
        icon = "mobile-alt"
        label = _("电话")
        preview_value = {"type": _("便民热线"), "number": "12345", "when": _("不知道找谁，或者没人管时")}
        description = _("按先后排好的一个电话，和什么时候打它。")


class DutyPhoneStream(blocks.StreamBlock):
    phone = DutyPhoneBlock()


def plain(value: Any) -> Any:
    """A stream as lists, dictionaries and text; a page that was chosen is its title."""
    if isinstance(value, blocks.StreamValue):
        return [plain(child.value) for child in value]
    if isinstance(value, blocks.list_block.ListValue):
        return [plain(child) for child in value]
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    return value.title if isinstance(value, Page) else value


def texts_in(value: Any) -> list[str]:
    """Every text inside plain data, in order."""
    if isinstance(value, str):
        return [value] if value else []
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return [text for part in inner for text in texts_in(part)]


def names_in(value: Any) -> list[str]:
    """The names of the placeholders inside plain data, each once, in order."""
    return list(dict.fromkeys(name for text in texts_in(value) for name in PLACEHOLDER.findall(text)))


def fill(value: Any, local: Mapping[str, str]) -> Any:
    """Plain data with the local values in place; a missing one shows as 〔待填：名称〕 (only a preview can have one)."""
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda match: local.get(match[1]) or f"〔{_('待填')}：{match[1]}〕", value)
    if isinstance(value, Mapping):
        return {key: fill(inner, local) for key, inner in value.items()}
    if isinstance(value, list):
        return [fill(inner, local) for inner in value]
    return value
