"""What a stranger types to check a certificate by hand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from certificates.engine import number as numbers

SERIAL_DIGITS = 5


class CheckForm(forms.Form):
    number = forms.CharField(
        label=_("证书编号"),
        max_length=60,
        help_text=_("印在证书右上角"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "370102-2026-EMG101-00037"}),
        error_messages={"required": _("请填证书编号，它印在证书右上角。")},
    )
    name = forms.CharField(
        label=_("持证人姓名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请填持证人姓名，和证书上写的一样。")},
    )

    def clean_number(self) -> str:
        """The number as it is printed, or what is wrong with its shape."""
        tidied = numbers.tidy(self.cleaned_data["number"])
        if numbers.has_shape(tidied):
            return tidied
        digits = numbers.serial_digits(tidied)
        if 0 < digits < SERIAL_DIGITS:
            raise forms.ValidationError(
                _("最后一段应当是 %(wanted)s 位，现在是 %(digits)s 位。"),
                params={"wanted": SERIAL_DIGITS, "digits": digits},
            )
        raise forms.ValidationError(
            _("编号应当像 %(example)s 这样，共四段。大写字母 O 和数字 0 容易看错。"),
            params={"example": "370102-2026-EMG101-00037"},
        )
