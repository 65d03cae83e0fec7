"""The length rule of passwords, in our own words: Django's Chinese catalogue has none for it."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class LengthValidator(MinimumLengthValidator):
    """At least `min_length` characters; says how many there are."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) < self.min_length:
            words = _("密码太短：至少 %(wanted)s 位，现在是 %(given)s 位。")
            params = {"wanted": self.min_length, "given": len(password)}
            raise ValidationError(words, code="password_too_short", params=params)

    def get_help_text(self) -> str:
        return _("密码至少 %(wanted)s 位。") % {"wanted": self.min_length}
