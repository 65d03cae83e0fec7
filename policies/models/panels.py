"""The editing screens of policies and duties: panels in the order residents read, and the check before publishing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, PageChooserPanel, Panel
from wagtail.models import Page

from core.plain_language import MOST_ON_AVERAGE


class CheckedPageForm(WagtailAdminPageForm):
    """A draft may have empty placeholders and 文件语; what is published or sent for review may not."""

    def _post_clean(self):
        self.instance.checked_by_form = True
        super()._post_clean()
        if not self.is_deferred_validation:
            for name, error in self.instance.publishing_errors().items():
                self.add_error(name if name in self.fields else None, error)


class RemarksPanel(Panel):
    """What the saved draft might say in plainer words: sentences that are too long, figures without year or place."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "policies/cms/remarks.html"

        def is_shown(self) -> bool:
            return self.instance.pk is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The name of each part, and its remarks."""
            fields = self.instance._meta
            told = [(fields.get_field(part).verbose_name, found) for part, found in self.instance.remarks().items()]
            return {**super().get_context_data(parent_context), "told": told, "limit": MOST_ON_AVERAGE}


def _linted(panels: list[Panel]) -> list[Panel]:
    """The panels with what the linter remarks above them."""
    return [RemarksPanel(heading=_("大白话检查")), *panels]


POLICY_PANELS = [
    *Page.content_panels,
    MultiFieldPanel(
        [
            FieldPanel("code"),
            FieldPanel("topic"),
            FieldPanel("audiences", widget=forms.CheckboxSelectMultiple),
        ],
        heading=_("归类"),
    ),
    MultiFieldPanel(
        [FieldPanel("one_sentence"), FieldPanel("related"), FieldPanel("benefit"), FieldPanel("ask")],
        heading=_("第一屏"),
    ),
    FieldPanel("key_points"),
    MultiFieldPanel([FieldPanel("for_yes"), FieldPanel("for_no")], heading=_("适用对象")),
    FieldPanel("steps"),
    MultiFieldPanel([FieldPanel("documents"), FieldPanel("documents_note")], heading=_("所需材料")),
    FieldPanel("dates"),
    FieldPanel("faq"),
    FieldPanel("misunderstandings"),
    FieldPanel("rumours"),
    FieldPanel("contacts"),
    MultiFieldPanel(
        [
            FieldPanel("source_title"),
            FieldRowPanel([FieldPanel("source_number"), FieldPanel("source_issuer")]),
            FieldPanel("source_url"),
            FieldPanel("legal_basis"),
            FieldPanel("review_note"),
        ],
        heading=_("政策原文与依据"),
    ),
    FieldPanel("quiz", help_text=_("要么没有，要么正好三道题。居民不记名地答，答完一题马上看到为什么。")),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("issuer"), FieldPanel("department")]),
            FieldRowPanel([FieldPanel("unit"), FieldPanel("content_owner")]),
            FieldRowPanel([FieldPanel("published"), FieldPanel("effective"), FieldPanel("review_due")]),
            FieldPanel("version", read_only=True, help_text=_("发布时文字有变化，就是新的一版。")),
            FieldPanel("changes"),
            PageChooserPanel("superseded_by", "policies.PolicyPage"),
        ],
        heading=_("谁负责、到什么时候"),
    ),
    MultiFieldPanel(
        [FieldPanel("infographic_title"), FieldPanel("infographic_alt"), FieldPanel("infographic")],
        heading=_("一图读懂"),
        classname="collapsed",
    ),
    FieldPanel("local_values"),
    MultiFieldPanel(
        [
            HelpPanel(content=_("这一组不对居民显示，也搜不到。")),
            FieldPanel("worker_script"),
            FieldPanel("worker_questions"),
            FieldPanel("worker_avoid"),
            FieldPanel("unverified_basis"),
        ],
        heading=_("给网格员和编辑看的"),
        classname="collapsed",
    ),
]
CONTENT_PANELS = _linted(POLICY_PANELS)

DUTY_PANELS = _linted(
    [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("matter"), FieldPanel("icon")]),
        FieldPanel("lead"),
        FieldPanel("departments"),
        FieldPanel("resident_does"),
        FieldPanel("urgent"),
        FieldPanel("phones"),
        MultiFieldPanel([FieldPanel("worker_does"), FieldPanel("worker_does_not")], heading=_("网格员")),
        PageChooserPanel("related_policy", "policies.PolicyPage"),
        FieldPanel("note"),
        MultiFieldPanel([FieldPanel("legal_basis"), FieldPanel("review_note")], heading=_("依据")),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("unit"), FieldPanel("content_owner")]), FieldPanel("review_due")],
            heading=_("谁负责、到什么时候"),
        ),
        FieldPanel("local_values"),
    ]
)
