"""The forms a candidate answers with: cards, lettered by their place on this candidate's screen, or steps to order."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CARD = (
    '<label class="choice"><input type="{}" name="{}" value="{}"{}><span class="choice__key cell" aria-hidden="true">{}</span>'
    '<span class="choice__text">{}</span></label>'
)


class AnswerCards(forms.RadioSelect):
    """One of several cards. The letter shown is the place (A, B, …), the value is the option's stable letter."""

    marks: tuple[str, ...] = tuple("ABCDEFGH")

    def render(self, name, value, attrs=None, renderer=None) -> SafeString:
        """Without a template: a page has a hundred cards, and three templates for each were a third of its time."""
        chosen = self.format_value(value)
        attrs = self.build_attrs(self.attrs, attrs)
        own = attrs.pop("id", None)
        cards = (
            (self.input_type, name, letter, self._attributes(attrs, own, place, str(letter) in chosen), mark, text)
            for place, ((letter, text), mark) in enumerate(zip(self.choices, self.marks, strict=False))
        )
        return format_html('<div class="choices">{}</div>', format_html_join("", CARD, cards))

    def _attributes(self, attrs: dict[str, Any], own: str | None, place: int, chosen: bool) -> SafeString:
        given = {"id": f"{own}_{place}" if own else None, **attrs, "checked": chosen}
        return flatatt({name: value for name, value in given.items() if value is not None})


class ManyAnswerCards(AnswerCards):
    """Any number of cards. Ticks have no order: they are always read by letter."""

    allow_multiple_selected = True
    input_type = "checkbox"

    def value_from_datadict(self, data, files, name):
        return sorted(super().value_from_datadict(data, files, name) or [])

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


SHOWN, MOVE = "-shown", "-move"
WAYS = {"up": -1, "down": 1}


class OrderedSteps(forms.Widget):
    """Steps with buttons to move them, in a list that a script also lets drag (ordering.js).

    The order as shown is no answer: its letters are posted under another name until something was moved or the order
    was confirmed. Each button also posts by itself, for a page without scripts: as `<name>-move`.
    """

    template_name = "assessments/answers/order.html"
    choices: Any = ()

    def get_context(self, name, value, attrs) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        texts = dict(self.choices)
        given = value if isinstance(value, list) and sorted(value) == sorted(texts) else []
        context["widget"]["given"] = ",".join(given)
        context["widget"]["steps"] = [{"letter": letter, "text": texts[letter]} for letter in given or texts]
        return context

    def value_from_datadict(self, data, files, name) -> list[str] | None:
        if move := data.get(f"{name}{MOVE}"):
            return moved(data.getlist(name) or data.getlist(f"{name}{SHOWN}"), move)
        return data.getlist(name) or None


def moved(letters: list[str], move: str) -> list[str]:
    """The order after a button: `A-up`, `A-down`, and whatever else confirms the order as it is."""
    letter, _, way = move.partition("-")
    if letter in letters and way in WAYS:
        place = letters.index(letter)
        other = min(max(place + WAYS[way], 0), len(letters) - 1)
        letters[place], letters[other] = letters[other], letters[place]
    return letters


def only_moves(data: Any) -> bool:
    """Whether a posted form came from a button inside a question, and not from the one that ends it."""
    return any(name.endswith(MOVE) for name in data)


class OrderField(forms.MultipleChoiceField):
    """Every choice once, in the order of the answer."""

    widget = OrderedSteps

    def validate(self, value: Any) -> None:
        if value and sorted(value) != sorted(letter for letter, _text in self.choices):
            raise ValidationError(self.error_messages["invalid_list"], code="invalid_list")
