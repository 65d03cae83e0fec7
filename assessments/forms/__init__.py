"""Reading what candidates send."""

import unicodedata
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.reports.entries import Door, EntryLine
from assessments.reports.sitting import SittingItem
from core.errors import DomainError

CODE_LENGTH = 6


class StartForm(forms.Form):
    """The candidate says who sits, that the rules were read, and the code at the door where there is one."""

    code = forms.CharField(max_length=40)
    confirmed = forms.BooleanField(label="", error_messages={"required": _("请先勾选：是您本人，已看完上面几条。")})

    def __init__(self, *args: Any, line: EntryLine, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line = line
        name = line.entry.person.get_full_name()
        self.fields["confirmed"].label = _("我是{name}本人，已看完上面几条").format(name=name)
        self._prepare_code(self.fields["code"])

    def _prepare_code(self, field: forms.Field) -> None:
        if not self.line.door:
            del self.fields["code"]
            return
        field.widget.attrs.update({"class": "code", "autocomplete": "one-time-code"})
        if self.line.door is Door.PASSWORD:
            field.label, field.help_text = _("考试口令"), _("组织人当面告诉您")
            field.error_messages["required"] = _("请填组织人告诉您的考试口令。")
            return
        field.label, field.help_text = _("准考码"), _("监考人现场告诉您，6 位数字")
        field.error_messages["required"] = _("请填监考人现场告诉您的 6 位准考码。")
        field.widget.attrs.update({"inputmode": "numeric"})

    def clean_code(self) -> str:
        """What cannot be the code at all is no try."""
        code = unicodedata.normalize("NFKC", self.cleaned_data["code"]).strip()
        if self.line.door is Door.CODE and not (code.isdecimal() and len(code) == CODE_LENGTH):
            words = gettext("准考码应当是 6 位数字，现在是 {count} 位。还可以试 {left} 次。")
            raise forms.ValidationError(words.format(count=len(code), left=self.line.tries_left))
        return code


class AnswerForm(forms.Form):
    """The envelope of one answer, from a page without scripts; the answer itself is judged later."""

    position = forms.IntegerField(min_value=1)
    base_sequence = forms.IntegerField(min_value=0)
    client_id = forms.UUIDField()


def envelope_of(data: dict[str, Any]) -> dict[str, Any]:
    """The same from a script, hundreds at once: numbers are numbers there, and a form is the dearest part of reading them.

    Raises DomainError("request_invalid").
    """
    position, base, client_id = (data.get(name) for name in ("position", "base_sequence", "client_id"))
    if type(position) is not int or type(base) is not int or position < 1 or base < 0 or not isinstance(client_id, str):
        raise DomainError("request_invalid")
    try:
        return {"position": position, "base_sequence": base, "client_id": UUID(client_id)}
    except ValueError as error:
        raise DomainError("request_invalid") from error


class FlagForm(forms.Form):
    position = forms.IntegerField(min_value=1)
    flagged = forms.BooleanField(required=False)


class LeftForm(forms.Form):
    seconds = forms.IntegerField(min_value=0, max_value=24 * 3600, required=False)


class NextForm(forms.Form):
    position = forms.IntegerField(min_value=1)


class SubmitForm(forms.Form):
    submit_key = forms.UUIDField(required=False)


def read_envelope(data: Any) -> dict[str, Any]:
    """Position, base sequence and client id of one answer. Raises DomainError("request_invalid")."""
    form = AnswerForm(data)
    if not form.is_valid():
        raise DomainError("request_invalid")
    return form.cleaned_data


def posted_answer(item: SittingItem, data: Any) -> Any:
    """The raw answer to this item in a form post; whether it is an option at all, the service judges."""
    return item.form.fields["answer"].widget.value_from_datadict(data, {}, item.form.add_prefix("answer"))
