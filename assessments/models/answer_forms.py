"""The forms a candidate answers with: answer cards, lettered by their place on this candidate's screen."""

from typing import Any

from django import forms


class AnswerCards(forms.RadioSelect):
    """One of several cards. The letter shown is the place (A, B, …), the value is the option's stable letter."""

    template_name = "assessments/answers/cards.html"
    option_template_name = "assessments/answers/card.html"
    marks: tuple[str, ...] = tuple("ABCDEFGH")

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None) -> dict[str, Any]:
        option = super().create_option(name, value, label, selected, index, subindex, attrs)
        option["mark"] = self.marks[index]
        return option


class ManyAnswerCards(AnswerCards):
    """Any number of cards."""

    allow_multiple_selected = True
    input_type = "checkbox"

    def value_omitted_from_data(self, data, files, name):
        return False  # an unchecked box is not sent

    def use_required_attribute(self, initial):
        return False


class TrueFalseCards(AnswerCards):
    marks = ("✓", "✕")


class AnswerForm(forms.Form):
    """One field, `answer`, never required: an answer may be taken back."""

    def __init__(self, field: forms.Field, label: Any, **kwargs: Any) -> None:
        super().__init__(use_required_attribute=False, **kwargs)
        field.required, field.label = False, label
        self.fields["answer"] = field
