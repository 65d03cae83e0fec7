"""What an invigilator says about an act: minutes and a reason, a word to the candidates, what was seen."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

OWN = "own"
MINUTES = [("2", _("2 分钟")), ("5", _("5 分钟")), ("10", _("10 分钟")), (OWN, _("其他"))]
REASONS = [
    ("network", _("网络中断")),
    ("device", _("设备故障")),
    ("health", _("身体原因")),
    (OWN, _("其他原因")),
]
MOST_MINUTES = 240
SHORTEST_FACTS = 10


class OnceForm(forms.Form):
    """A form about things as they stand now (`given`); it comes back with what it was drawn from (`seen`).

    Sent twice, the second says other things than hold by then; drawn again it says what holds.
    """

    def __init__(self, *args: Any, given: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.given = given

    @property
    def seen(self) -> str:
        return self.data.get("seen", "")


class ExtendForm(OnceForm):
    """How many minutes, and why; both from a few usual ones, or in one's own words."""

    minutes = forms.ChoiceField(label=_("加时"), choices=MINUTES, widget=forms.RadioSelect, initial="5")
    own_minutes = forms.IntegerField(label=_("其他分钟数"), required=False, min_value=1, max_value=MOST_MINUTES)
    reason = forms.ChoiceField(label=_("理由"), choices=REASONS)
    own_reason = forms.CharField(label=_("其他理由"), required=False, max_length=200, strip=True)

    def clean(self) -> None:
        super().clean()
        data = self.cleaned_data
        if data.get("minutes") == OWN and not data.get("own_minutes") and "own_minutes" not in self.errors:
            self.add_error("own_minutes", _("请填写加几分钟。"))
        if data.get("reason") == OWN and not data.get("own_reason"):
            self.add_error("own_reason", _("请写明理由。"))

    @property
    def granted(self) -> dict[str, Any]:
        """`minutes` and `reason`, wherever they were given; only of a valid form."""
        data = self.cleaned_data
        minutes = data["own_minutes"] if data["minutes"] == OWN else int(data["minutes"])
        usual = str(dict(REASONS)[data["reason"]])
        return {"minutes": minutes, "reason": data["own_reason"] if data["reason"] == OWN else usual}


class PauseForm(forms.Form):
    message = forms.CharField(
        label=_("给考生看的一句话"),
        max_length=120,
        strip=True,
        error_messages={"required": _("请写一句话，考生会看到。")},
    )


class CollectForm(forms.Form):
    """Collect at once, or with a minute's notice."""

    warn = forms.BooleanField(label=_("先给 1 分钟提示"), required=False, initial=True)

    @property
    def seconds(self) -> int:
        return 60 if self.cleaned_data["warn"] else 0


class CollectOneForm(CollectForm):
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        strip=True,
        help_text=_("例如：本人提出提前结束。"),
        error_messages={"required": _("请写明理由。")},
    )


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=_("事实和理由"),
        widget=forms.Textarea,
        max_length=500,
        min_length=SHORTEST_FACTS,
        strip=True,
        error_messages={
            "required": _("请写清看到了什么、几点几分。至少 10 个字。"),
            "min_length": _("请写清看到了什么、几点几分。至少 10 个字。"),
        },
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("理由"), max_length=300, strip=True, error_messages={"required": _("请写明理由。")}
    )


class PlainForm(forms.Form):
    """Nothing to say but yes."""
