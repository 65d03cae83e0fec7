"""The style guide (debug only): every part of the kit in every state."""

import re
from pathlib import Path

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SPRITE = Path(__file__).parent / "static" / "core" / "icons" / "sprite.svg"


class SampleForm(forms.Form):
    """One field of each kind, one of them wrong."""

    phone = forms.RegexField(r"^\d{11}$", label="手机号", help_text="用于找回密码")
    unit = forms.ChoiceField(label="单位", choices=[("1", "柳岸社区"), ("2", "槐树里社区")])
    when = forms.ChoiceField(label="什么时候", choices=[("a", "上午"), ("p", "下午")], widget=forms.RadioSelect)
    note = forms.CharField(label="说明", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    roster = forms.FileField(label="花名册", required=False, help_text=".xlsx、.csv")
    late = forms.BooleanField(label="只看逾期的人", required=False)


def _wrong_form() -> SampleForm:
    form = SampleForm({"phone": "1380000", "unit": "1", "when": "a"})
    if form.errors:
        form.errors["phone"] = form.error_class(["手机号应当是 11 位，现在是 7 位。"], field_id="id_phone")
    return form


def design(request: HttpRequest) -> HttpResponse:
    """Show every part."""
    return render(
        request,
        "design.html",
        {
            "form": _wrong_form(),
            "icons": [name for name in re.findall(r"<symbol id='([\w-]+)'", SPRITE.read_text()) if name != "mark"],
            "tabs": [("能力", "#sg-nav", True), ("培训", "#sg-nav", False), ("考试", "#sg-nav", False)],
            "crumbs": [("学习", "#sg-nav"), ("EMG101", "")],
            "page_obj": Paginator(range(180), 10).get_page(request.GET.get("page", 2)),
        },
    )
