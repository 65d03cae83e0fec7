"""What a learner writes on their own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AskForm(forms.Form):
    """What is wrong with the 学时, in one's own words."""

    words = forms.CharField(
        label=_("哪里不对"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("例如：6月12日的小测记成了6月21日；或者 5 月学完的一节没有记。"),
    )
