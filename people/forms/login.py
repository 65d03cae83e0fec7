"""The log-in form."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from people.engine.phones import login_key


class LoginForm(AllauthLoginForm):
    """Username or phone, as people type them."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("用户名或手机号"),
            max_length=150,
            widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
            error_messages={"required": _("请填用户名或手机号。")},
        )
        password = self.fields["password"]
        password.label = _("密码")
        password.help_text = ""
        password.widget.attrs.pop("placeholder", None)
        password.error_messages["required"] = _("请填密码。")
        if "remember" in self.fields:
            self.fields["remember"].label = _("在这台设备上保持登录")

    def clean_login(self) -> str:
        return login_key(self.cleaned_data["login"])
