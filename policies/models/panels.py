"""The editing screen of a policy: its panels in the order residents read, and the check before publishing."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.models import Page


class PolicyPageForm(WagtailAdminPageForm):
    """A draft may have empty placeholders; what is published or sent for review may not."""

    def _post_clean(self):
        self.instance.checked_by_form = True
        super()._post_clean()
        if not self.is_deferred_validation:
            for name, error in self.instance.publishing_errors().items():
                self.add_error(name if name in self.fields else None, error)


CONTENT_PANELS = [
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
            FieldPanel("version"),
            FieldPanel("changes"),
        ],
        heading=_("谁负责、到什么时候"),
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
