"""Under which code and title a course or card is copied."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import DomainError
from courses.models import CardPage, CoursePage
from courses.services import copying

WORDS = {
    "code_wrong": gettext_lazy("代码里要有字母或数字。"),
    "code_taken": gettext_lazy("这个代码已经有了，请换一个。"),
}


class CopyForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("新代码"), max_length=20)
    title = forms.CharField(label=gettext_lazy("新标题"), max_length=60)

    def __init__(self, *args: Any, page: CoursePage | CardPage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.fields["code"].help_text = _("原来是 {code}，印在证书和卡片上，不能重复。").format(code=page.code)
        self.fields["title"].initial = page.title

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].strip()
        try:
            copying.check_code(page=self.page, code=code)
        except DomainError as refusal:
            raise forms.ValidationError(WORDS[refusal.code]) from refusal
        return code
