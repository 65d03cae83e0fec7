"""What a reader of 知晓率 chooses. What is not offered is as good as missing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.enums import UnitKind
from people.models import OrgUnit
from policies.models import PolicyPage
from policies.permissions import AwarenessReach

WEEKS = [(6, _("近六周")), (13, _("近三个月")), (26, _("近半年"))]
NO_PLACES = (UnitKind.GRID, UnitKind.DEPARTMENT)


class AwarenessForm(forms.Form):
    """Which policy, where, for how long."""

    policy = forms.ModelChoiceField(
        label=_("政策"), queryset=PolicyPage.objects.none(), to_field_name="slug", required=False,
        empty_label=_("全部政策"),
    )  # fmt: skip
    unit = forms.ModelChoiceField(label=_("范围"), queryset=OrgUnit.objects.none(), required=False)
    weeks = forms.TypedChoiceField(label=_("多久"), choices=WEEKS, coerce=int, empty_value=WEEKS[0][0], required=False)

    def __init__(self, *args: Any, reach: AwarenessReach, policy: PolicyPage | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.reach, self.everywhere = reach, _everywhere(reach, policy)
        self.fields["policy"].queryset = reach.policies
        units = list(reach.units(policy).open().exclude(kind__in=NO_PLACES))
        self.fields["unit"].queryset = reach.units(policy).exclude(kind__in=NO_PLACES)
        top = min((unit.depth for unit in units), default=1)
        words = [(unit.pk, "　" * (unit.depth - top) + unit.name) for unit in units]
        self.fields["unit"].widget.choices = [("", _("全部社区")), *words] if self.everywhere else words
        self.first = None if self.everywhere or not units else units[0]

    @property
    def place(self) -> OrgUnit | None:
        """The unit chosen, the first of one's own, or None: everywhere."""
        return self.cleaned_data["unit"] or self.first


def _everywhere(reach: AwarenessReach, policy: PolicyPage | None) -> bool:
    if policy:
        return reach.reads_everything_of(policy)
    return reach.is_everywhere or not reach.paths
