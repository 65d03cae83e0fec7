"""What a resident types: a question, the receipt to look it up with, how it went."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import OrgUnit
from policies.enums import Channel
from policies.models import DutyPage, PolicyPage, Topic
from policies.services.enquiries import PHOTO_LIMIT

SHORTEST, LONGEST = 10, 1000
UNSURE = "unsure"


class AskForm(forms.Form):
    """About which page (or topic), the words, whether the answer may be public, a photo, a way to reach them."""

    about = forms.ChoiceField(label=_("关于什么"))
    text = forms.CharField(
        label=_("您的问题"),
        min_length=SHORTEST,
        max_length=LONGEST,
        help_text=_("写清在哪儿、什么事、希望怎样。请不要写身份证号。"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("请写下您的问题，至少 10 个字。"),
            "min_length": _("请写下您的问题，至少 %(limit_value)s 个字。现在是 %(show_value)s 个字。"),
            "max_length": _("最多 %(limit_value)s 个字，现在是 %(show_value)s 个字。请只留最要紧的。"),
        },
    )
    may_publish = forms.TypedChoiceField(
        label=_("答复可以公开吗？"),
        choices=[("yes", _("可以，去掉个人信息后公开，帮到别人")), ("no", _("只给我看"))],
        initial="yes",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    photo = forms.FileField(
        label=_("加一张照片"),
        required=False,
        help_text=_("5 MB 以内，会自动去掉拍摄位置。只有办理的人看得到。"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"empty": _("这个文件是空的，请另选一张照片。")},
    )
    contact = forms.CharField(
        label=_("电话"),
        required=False,
        max_length=60,
        help_text=_("办理的人要问清情况时打给您，不会公开。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"max_length": _("只填一个电话就够了。")},
    )

    def __init__(self, *args: Any, page: PolicyPage | DutyPage | None = None, part: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        words = " · ".join(filter(None, [page.title, part])) if page else ""
        topics = [(f"topic:{topic.slug}", topic.name) for topic in Topic.objects.all()]
        first = [("page", words)] if page else []
        self.fields["about"].choices = [*first, (UNSURE, _("不清楚，请帮我分")), *topics]
        self.fields["about"].initial = "page" if page else UNSURE

    def clean_photo(self) -> Any:
        """At most PHOTO_LIMIT; what it is is found out when it is read."""
        photo = self.cleaned_data["photo"]
        if photo and photo.size > PHOTO_LIMIT:
            raise forms.ValidationError(_("照片不能超过 5 MB，请选一张小一点的。"))
        return photo

    def said(self) -> dict[str, Any]:
        """The arguments of `submit` that were typed."""
        data = self.cleaned_data
        about, page = data["about"], self.page
        slug = about.removeprefix("topic:")
        of_page = about == "page"
        return {
            "text": data["text"],
            "contact": data["contact"],
            "photo": data["photo"] or None,
            "may_publish": data["may_publish"],
            "policy": page if of_page and isinstance(page, PolicyPage) else None,
            "duty": page if of_page and isinstance(page, DutyPage) else None,
            "topic": None if about in {"page", UNSURE} else Topic.objects.filter(slug=slug).first(),
        }


class RecordForm(AskForm):
    """The same, written down by a worker: how it came, and where the resident lives."""

    channel = forms.ChoiceField(
        label=_("怎么来的"),
        choices=[(Channel.COUNTER, _("当面说的")), (Channel.PHONE, _("打电话来的"))],
        widget=forms.RadioSelect,
        initial=Channel.COUNTER,
    )
    community = forms.ModelChoiceField(
        label=_("哪个社区（村）"), queryset=OrgUnit.objects.none(), required=False, empty_label=_("不清楚")
    )

    field_order = ["channel", "community", "about", "text", "may_publish", "photo", "contact"]

    def __init__(self, *args: Any, communities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = communities
        self.fields["text"].label = _("居民的问题")
        self.fields["contact"].help_text = _("居民愿意留才填，不会公开。")

    def said(self) -> dict[str, Any]:
        return {
            **super().said(),
            "channel": self.cleaned_data["channel"],
            "community": self.cleaned_data["community"],
        }


class StatusForm(forms.Form):
    number = forms.CharField(
        label=_("回执号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "LY-20261124-0007"}),
        error_messages={"required": _("请填回执号，它写在回执上。")},
    )
    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        help_text=_("回执上的八位数字。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("请填查询码，它写在回执上。")},
    )

    def clean_number(self) -> str:
        """LY-20261124-0007 however it was typed, or what its shape should be."""
        digits = re.sub(r"[^0-9]", "", self.cleaned_data["number"].translate(_HALF_WIDTH))
        if not 12 <= len(digits) <= 14:
            raise forms.ValidationError(_("回执号应当像 LY-20261124-0007 这样。"))
        return f"LY-{digits[:8]}-{digits[8:]}"

    def clean_code(self) -> str:
        """The digits, without spaces."""
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"].translate(_HALF_WIDTH))
        if not re.fullmatch(r"[0-9]{8}", code):
            raise forms.ValidationError(_("查询码是八位数字。"))
        return code


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


class RateForm(forms.Form):
    score = forms.TypedChoiceField(
        label=_("这次答复，您满意吗？"),
        choices=[(3, _("满意")), (2, _("一般")), (1, _("不满意"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个。")},
    )
    words = forms.CharField(
        label=_("想说的话"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )
