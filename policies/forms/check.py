"""One question of a check: the option chosen, how far one is, and, where it is not known, the community."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from policies.engine.check import Option


class QuestionForm(forms.Form):
    """`options` are the question's; `communities` (Django's grouped choices) asks for a community too."""

    state = forms.CharField(widget=forms.HiddenInput, max_length=2000)
    choice = forms.TypedChoiceField(
        label=_("答案"), coerce=int, widget=forms.RadioSelect, error_messages={"required": _("请先选一项。")}
    )
    community = forms.ChoiceField(
        label=_("您住在哪个社区？"), required=False, help_text=_("只用来看哪个社区没讲清楚，可以不说。")
    )

    def __init__(self, *args: Any, options: Sequence[Option], communities: list[Any] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [(option.place, option.text) for option in options]
        if communities is None:
            del self.fields["community"]
        else:
            self.fields["community"].choices = [("", _("不想说")), *communities]
