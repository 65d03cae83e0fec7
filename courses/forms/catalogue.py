"""What a reader of the catalogue asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies.models import Competency
from courses.enums import Audience

STATES = [
    ("todo", _("要做的")),
    ("learning", _("学习中")),
    ("expiring", _("快到期")),
    ("done", _("已完成")),
    ("none", _("未开始")),
]


class CatalogueForm(forms.Form):
    """Filters of the catalogue; a value that is not known filters nothing. Only signed-in people have a state."""

    q = forms.CharField(
        label=_("找课程"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("例如：燃气、噪声、反诈")}),
    )
    competency = forms.ChoiceField(label=_("能力"), required=False)
    audience = forms.ChoiceField(label=_("给谁学"), required=False, choices=[("", _("所有人")), *Audience.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部状态")), *STATES])

    def __init__(self, *args: Any, competencies: list[Competency], signed_in: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        options = [(competency.code, str(competency)) for competency in competencies]
        self.fields["competency"].choices = [("", _("全部能力")), *options]
        if not signed_in:
            del self.fields["state"]

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set and valid."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
