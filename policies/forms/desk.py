"""What handlers decide about an enquiry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from people.enums import UnitKind
from people.models import OrgUnit
from policies.engine.deadlines import MOST_EXTRA_DAYS
from policies.engine.masking import mask
from policies.enums import ReferTo
from policies.models import Enquiry, Topic
from policies.reports.enquiries import PERIODS, Choice

ANSWER_LIMIT = 500
QUEUE_NAMES = [
    ("open", _("没办完的")),
    ("screening", _("待看")),
    ("waiting", _("待受理")),
    ("due", _("快到期")),
    ("overdue", _("逾期")),
    ("accepted", _("办理中")),
    ("closed", _("已办结")),
    ("published", _("已公开")),
    ("all", _("全部")),
]


class ChoiceForm(forms.Form):
    """Which enquiries to list; what is not understood counts as not asked."""

    queue = forms.ChoiceField(label=_("看哪些"), choices=QUEUE_NAMES, required=False)
    topic = forms.ModelChoiceField(
        label=_("主题"), queryset=Topic.objects.all(), to_field_name="slug", required=False, empty_label=_("全部主题")
    )
    number = forms.CharField(label=_("回执号"), max_length=20, required=False)

    @property
    def choice(self) -> Choice:
        self.is_valid()
        said = self.cleaned_data
        return Choice(said.get("queue") or "open", said.get("topic"), said.get("number") or "")

    @property
    def words(self) -> str:
        """What was chosen, for the head of a file."""
        choice = self.choice
        parts = [str(dict(QUEUE_NAMES)[choice.queue]), str(choice.topic or ""), choice.number]
        return " · ".join(filter(None, parts))


def periods() -> list[tuple[int, str]]:
    """Asked anew for each form: the words are those of the reader's language."""
    return [(days, _("近 %(days)s 天") % {"days": days}) for days in PERIODS]


class PeriodForm(forms.Form):
    days = forms.TypedChoiceField(label=_("收到的时间"), choices=periods, coerce=int)

    def __init__(self, data: QueryDict) -> None:
        # Said in the form too, so that what is chosen is what is shown.
        super().__init__({"days": PERIODS[1], **data.dict()})

    @property
    def chosen(self) -> int:
        return self.cleaned_data["days"] if self.is_valid() else PERIODS[1]


class ActForm(forms.Form):
    """A decision about `enquiry`; the names of the fields are those of the service's arguments."""

    def __init__(self, *args: Any, enquiry: Enquiry, ready: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enquiry = enquiry
        if ready and "answer" in self.fields:
            self.fields["answer"].initial = ready


class ForwardForm(ActForm):
    to = forms.ModelChoiceField(label=_("转给谁"), queryset=OrgUnit.objects.none(), empty_label=_("请选一个单位"))
    told = forms.CharField(
        label=_("告诉居民的话"), max_length=300, help_text=_("例如：这件事归住建局管，已经转给他们，期限不变。")
    )
    note = forms.CharField(
        label=_("给对方的话"),
        max_length=300,
        required=False,
        help_text=_("居民看不到。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = OrgUnit.objects.open().exclude(kind=UnitKind.GRID).exclude(pk=self.enquiry.unit_id)
        self.fields["to"].queryset = units


class ExtendForm(ActForm):
    days = forms.IntegerField(
        label=_("延长几天"),
        min_value=1,
        max_value=MOST_EXTRA_DAYS,
        initial=MOST_EXTRA_DAYS,
        help_text=_("只能延一次，最多 15 天。"),
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("居民会看到，写清还要做什么。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AnswerForm(ActForm):
    answer = forms.CharField(
        label=_("写给居民的话"),
        max_length=ANSWER_LIMIT,
        help_text=_("先答行不行，再说怎么办。短句，不用文件语。"),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("请写答复。")},
    )
    audience = forms.ChoiceField(
        label=_("给谁看"),
        choices=[
            ("public", _("公开答复：放到页面下面，别人也看得到。下一步再看一眼才公开")),
            ("private", _("只回给本人：涉及个人情况、家事、正在处理的纠纷")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_public = self.enquiry.may_publish and self.enquiry.page is not None
        if not self.may_be_public:
            del self.fields["audience"]
        else:
            self.fields["audience"].initial = "public"

    def clean(self) -> Any:
        """What is to be public names nobody."""
        data = super().clean()
        if data.get("audience") == "public" and (found := mask(data.get("answer", "")).findings):
            self.add_error("answer", hide_first([finding.text for finding in found]))
        return data

    @property
    def preview(self) -> Any:
        """The answer as residents would see it, when something in it has to go."""
        masked = mask(self.data.get("answer", ""))
        return masked if self.is_bound and self.has_error("answer") and masked.findings else None


def hide_first(texts: list[str]) -> forms.ValidationError:
    """What has to be taken out before it is public."""
    named = _("、").join(f"“{text}”" for text in texts)
    return forms.ValidationError(_("请隐去%(texts)s。"), params={"texts": named}, code="personal_data")


class ReferForm(ActForm):
    to = forms.ChoiceField(label=_("转到哪里"), choices=ReferTo.choices)
    answer = forms.CharField(
        label=_("告诉居民的话"),
        max_length=ANSWER_LIMIT,
        help_text=_("说清为什么这里不能办、该找谁、带什么。"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class RefuseForm(ActForm):
    reason = forms.CharField(
        label=_("理由"),
        max_length=ANSWER_LIMIT,
        help_text=_("居民查进度时会看到。只用于广告、辱骂、没有内容的留言。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RemindForm(ActForm):
    note = forms.CharField(label=_("催办的话"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class PublishForm(ActForm):
    public_text = forms.CharField(label=_("公开的问题"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    public_answer = forms.CharField(
        label=_("公开的答复"), max_length=ANSWER_LIMIT, widget=forms.Textarea(attrs={"rows": 6})
    )
    looked = forms.BooleanField(
        label=_("我看过了：没有人名、电话、门牌号，也看不出说的是谁"),
        error_messages={"required": _("请先看一遍，再勾上。")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["public_text"].initial = self.enquiry.public_text or mask(self.enquiry.text).text
        self.fields["public_answer"].initial = self.enquiry.public_answer or mask(self.enquiry.answer).text

    def clean(self) -> Any:
        data: Any = super().clean()
        for name in ("public_text", "public_answer"):
            if found := mask(data.get(name, "")).findings:
                self.add_error(name, hide_first([finding.text for finding in found]))
        data.pop("looked", None)
        return data


class WithdrawForm(ActForm):
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("只有办理的人看得到。"))
