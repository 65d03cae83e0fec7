"""Reading what candidates send."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from assessments.models import Exam
from assessments.reports.sitting import SittingItem
from assessments.services.exams import refuse_practice_items
from core.errors import DomainError


class StartForm(forms.Form):
    """The candidate says who sits and that the rules were read."""

    confirmed = forms.BooleanField(label="", error_messages={"required": _("请先勾选：是您本人，已看完上面几条。")})

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmed"].label = _("我是{name}本人，已看完上面几条").format(name=name)


class AnswerForm(forms.Form):
    """The envelope of one answer, from a script (JSON) or a page without scripts; the answer itself is judged later."""

    position = forms.IntegerField(min_value=1)
    base_sequence = forms.IntegerField(min_value=0)
    client_id = forms.UUIDField()


class FlagForm(forms.Form):
    position = forms.IntegerField(min_value=1)
    flagged = forms.BooleanField(required=False)


class NextForm(forms.Form):
    position = forms.IntegerField(min_value=1)


class SubmitForm(forms.Form):
    submit_key = forms.UUIDField(required=False)


def posted_answer(item: SittingItem, data: Any) -> Any:
    """The raw answer to this item in a form post; whether it is an option at all, the service judges."""
    return item.form.fields["answer"].widget.value_from_datadict(data, {}, item.form.add_prefix("answer"))


class ExamForm(WagtailAdminModelForm):
    """An exam in /cms/."""

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("paper") and data.get("mode"):
            try:
                refuse_practice_items(Exam(paper=data["paper"], mode=data["mode"]))
            except DomainError as error:
                words = gettext("正式考试只用考试题。请把这些练习题换掉：{codes}。")
                self.add_error("paper", words.format(codes="、".join(error.context["codes"])))
        return data
