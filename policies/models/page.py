"""The policy page: its fixed parts, its filled text, and what keeps it from being published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from core.caching import cacheable
from core.fields import StreamField
from core.phones import NATIONAL_NUMBERS
from people.models import OrgUnit
from policies import blocks
from policies.models.asked import AskedAbout
from policies.models.filling import LocalText
from policies.models.groups import Audience, Topic
from policies.models.panels import CONTENT_PANELS, CheckedPageForm

QUIZ_QUESTIONS = 3
FIRST_SCREEN_LIMIT = 120  # characters of the three answers together (domain.md 6.1 rule 1)
LINE = {"max_length": 120, "blank": True}

# What residents read, in the order of domain.md 6.1. worker_* and unverified_basis are on purpose not among them.
PUBLIC_PARTS = (
    "one_sentence",
    "related",
    "benefit",
    "ask",
    "key_points",
    "for_yes",
    "for_no",
    "steps",
    "documents",
    "documents_note",
    "dates",
    "faq",
    "misunderstandings",
    "rumours",
    "contacts",
    "infographic_title",
    "infographic_alt",
    "infographic",
    "source_title",
    "source_number",
    "source_issuer",
    "legal_basis",
    "review_note",
    "changes",
)


class PolicyPageQuerySet(PageQuerySet):
    def for_list(self) -> PolicyPageQuerySet:
        """What a resident may read, newest first, with what a tile shows."""
        return self.current().select_related("topic").order_by("-published", "title")

    def current(self) -> PolicyPageQuerySet:
        """What a resident may read and what holds: not what another live page has taken the place of."""
        return self.live().public().exclude(superseded_by__live=True)


class PolicyPage(AskedAbout, LocalText, Page):
    ask_as = "policy"
    public_parts = PUBLIC_PARTS
    other_parts = ("quiz",)

    code = models.CharField(_("编号"), max_length=20, unique=True, help_text=_("不变的短编号，例如 P3。"))
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="policies", verbose_name=_("主题"))
    audiences = ParentalManyToManyField(Audience, blank=True, related_name="policies", verbose_name=_("我是……"))

    one_sentence = models.CharField(_("一句话看懂"), max_length=60, help_text=_("一句话说清这项政策，不超过60个字。"))
    related = models.CharField(_("跟我有没有关系？"), max_length=60)
    benefit = models.CharField(_("我能得到什么、要做什么？"), max_length=60)
    ask = models.CharField(_("找谁问？"), max_length=60, help_text=_("三个回答合起来不超过120个字。"))
    key_points = StreamField(blocks.LineStream(min_num=3, max_num=5), verbose_name=_("政策要点"))
    for_yes = StreamField(blocks.LineStream(min_num=1, max_num=8), verbose_name=_("适用对象：是"))
    for_no = StreamField(blocks.LineStream(max_num=8), verbose_name=_("适用对象：不是"), blank=True)
    steps = StreamField(blocks.StepStream(min_num=1, max_num=6), verbose_name=_("怎么办"), help_text=_("最多六步。"))
    documents = StreamField(blocks.LineStream(max_num=12), verbose_name=_("所需材料"), blank=True)
    documents_note = models.CharField(_("材料说明"), **LINE)
    dates = StreamField(blocks.DateStream(max_num=8), verbose_name=_("时间节点"), blank=True)
    faq = StreamField(blocks.QuestionStream(min_num=1, max_num=8), verbose_name=_("常见问题"))
    misunderstandings = StreamField(blocks.MisunderstandingStream(), verbose_name=_("容易误会的地方"), blank=True)
    rumours = StreamField(blocks.RumourStream(), verbose_name=_("谣言澄清"), blank=True)
    contacts = StreamField(blocks.ContactStream(min_num=1, max_num=8), verbose_name=_("咨询电话与地址"))

    source_title = models.CharField(_("政策原文"), max_length=120)
    source_number = models.CharField(_("文号"), max_length=60, blank=True)
    source_issuer = models.CharField(_("制定单位"), max_length=60, blank=True)
    source_url = models.URLField(_("原文网址"), blank=True)
    legal_basis = StreamField(blocks.BasisStream(), verbose_name=_("法律依据"), blank=True)
    review_note = models.CharField(_("本地审核提示"), help_text=_("例如：以当地消防部门指导为准。"), **LINE)
    issuer = models.CharField(_("发布单位"), max_length=60)
    department = models.CharField(_("责任部门"), max_length=60)
    unit = models.ForeignKey(
        OrgUnit,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("责任单位（组织树）"),
    )
    content_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("负责人"),
    )
    published = models.DateField(_("发布日期"))
    effective = models.DateField(_("生效日期"))
    review_due = models.DateField(_("复核日期"), help_text=_("过了这一天，页面会写明“内容待复核”。"))
    version = models.PositiveSmallIntegerField(_("第几版"), default=1)
    changes = StreamField(blocks.LineStream(), verbose_name=_("和上一版相比"), blank=True)

    infographic_title = models.CharField(_("一图读懂：标题"), max_length=30, blank=True)
    infographic = StreamField(blocks.InfographicStream(max_num=8), verbose_name=_("一图读懂"), blank=True)
    infographic_alt = models.CharField(
        _("一图读懂：说明"), max_length=200, blank=True, help_text=_("听读的人听到的一句话。")
    )
    quiz = StreamField(blocks.QuizStream(max_num=3), verbose_name=_("小测验"), blank=True)
    # What it says now is said there: residents are sent on.
    superseded_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supersedes",
        verbose_name=_("被哪一页代替"),
        help_text=_("选了以后，这一页会写明“已有新政策”，并指向新的一页。"),
    )

    worker_script = models.TextField(_("入户话术（30秒）"), max_length=400, blank=True)
    worker_questions = StreamField(blocks.LineStream(), verbose_name=_("最常被问的问题"), blank=True)
    worker_avoid = StreamField(blocks.LineStream(), verbose_name=_("不要这样说"), blank=True)
    unverified_basis = StreamField(blocks.LineStream(), verbose_name=_("还没核对的依据"), blank=True)

    objects = PageManager.from_queryset(PolicyPageQuerySet)()

    parent_page_types = ["policies.PolicyIndexPage"]
    subpage_types: list[str] = []
    base_form_class = CheckedPageForm
    content_panels = CONTENT_PANELS
    search_fields = [
        *Page.search_fields,
        index.SearchField("public_text"),
        index.SearchField("asked_text"),
        # The search of /cms/ looks only at these and the title.
        index.AutocompleteField("code"),
        index.AutocompleteField("one_sentence"),
        index.FilterField("topic"),
    ]
    template = "policies/policy.html"

    class Meta:
        verbose_name = _("政策解读")
        verbose_name_plural = _("政策解读")

    def quiz_rows(self) -> list[tuple[str, dict[str, Any]]]:
        """(block id, question, options, right, explanation) of each question of the check; the key is among them."""
        local = self.local
        return [(child.id, blocks.fill(blocks.plain(child.value), local)) for child in self.quiz]

    @property
    def teaser(self) -> dict[str, Any] | None:
        """The first question of the check as the page shows it: no key and no explanation."""
        rows = self.quiz_rows()
        return {"question": rows[0][1]["question"], "options": rows[0][1]["options"], "n": len(rows)} if rows else None

    def public_text(self) -> str:
        """All that residents can read of this page, for the search index and its excerpts."""
        text = self.filled()
        text["steps"] = [step["text"] for step in text["steps"]]
        text["infographic"] = [f"{panel['heading']}：{panel['text']}" for panel in text["infographic"]]
        return "\n".join([*blocks.texts_in(text), self.issuer, self.department])

    @property
    def first_national_contact(self) -> dict[str, str] | None:
        """Whom 长辈版 offers to call: 12345 where it is among the contacts, else the first number that may be dialled."""
        dialled = [row for row in self.text["contacts"] if row["phone"] in NATIONAL_NUMBERS]
        return next((row for row in dialled if row["phone"] == "12345"), dialled[0] if dialled else None)

    def publishing_errors(self) -> dict[str, ValidationError]:
        """Field → why the page cannot be published as it is; empty when it can."""
        errors = super().publishing_errors()
        length = sum(len(part or "") for part in (self.related, self.benefit, self.ask))
        if length > FIRST_SCREEN_LIMIT:
            words = _("三个回答合起来有 %(length)s 个字，请缩到 %(limit)s 个字以内。")
            params = {"length": length, "limit": FIRST_SCREEN_LIMIT}
            errors.setdefault("ask", ValidationError(words, code="first_screen_long", params=params))
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            errors["superseded_by"] = ValidationError(_("这一页不能代替它自己。"), code="supersedes_itself")
        if len(self.quiz) not in (0, QUIZ_QUESTIONS):
            words = _("小测验要么没有，要么正好三道题；现在有 %(n)s 道。")
            errors.setdefault("quiz", ValidationError(words, code="quiz_three", params={"n": len(self.quiz)}))
        return errors

    def serve(self, request, *args, **kwargs):
        return cacheable(request, super().serve(request, *args, **kwargs))

    def get_context(self, request, *args, **kwargs) -> dict[str, Any]:
        """The filled text, the way here, and a table of contents of the parts that are there."""
        context = super().get_context(request, *args, **kwargs)
        index_page = self.get_parent()
        crumbs = [
            (_("首页"), "/"),
            (index_page.title, index_page.url),
            (self.topic.name, self.topic_url(index_page.url)),
        ]
        said = {"asked": self.asked, "ask_address": self.ask_address, "words": words_to_link()}
        return {**context, "text": self.text, "crumbs": crumbs, "contents": self.contents(), **said}

    @property
    def successor(self) -> PolicyPage | None:
        """The page that has taken the place of this one, while it can be read."""
        return self.superseded_by if self.superseded_by and self.superseded_by.live else None

    @property
    def worker_note(self) -> dict[str, Any]:
        """What grid workers say at the door; empty when nothing was written. Never part of what residents get."""
        note = {
            "script": self.worker_script,
            "questions": blocks.plain(self.worker_questions),
            "avoid": blocks.plain(self.worker_avoid),
        }
        return blocks.fill(note, self.local) if any(note.values()) else {}

    def structured(self) -> dict[str, Any]:
        """What search engines read of this page, in the words of schema.org."""
        data: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "Article",
            "headline": self.title,
            "description": self.text["one_sentence"],
            "inLanguage": "zh-Hans",
            "url": self.address,
            "datePublished": self.published.isoformat(),
            "dateModified": (self.last_published_at.date() if self.last_published_at else self.published).isoformat(),
            "expires": self.review_due.isoformat(),
            "version": self.version,
            "about": self.topic.name,
            "publisher": {"@type": "GovernmentOrganization", "name": self.issuer},
            "author": {"@type": "GovernmentOrganization", "name": self.department},
            "isBasedOn": [blocks.basis_line(row) for row in self.text["legal_basis"]],
        }
        if self.successor:
            data |= {
                "creativeWorkStatus": "Superseded",
                "isPartOf": {"@type": "WebPage", "url": self.successor.address},
            }
        return data

    def part_texts(self) -> dict[str, str]:
        """Anchor → everything in that part, for each part a resident may be sent back to."""
        text = self.text
        parts = {
            "points": text["key_points"],
            "for": [text["for_yes"], text["for_no"]],
            "how": [step["text"] for step in text["steps"]],
            "papers": [text["documents"], text["documents_note"]],
            "when": text["dates"],
            "qa": text["faq"],
            "myth": text["misunderstandings"],
            "rumour": text["rumours"],
        }
        return {anchor: "\n".join(found) for anchor, part in parts.items() if (found := blocks.texts_in(part))}

    def topic_url(self, index_url: str) -> str:
        return f"{index_url}?topic={self.topic.slug}"

    def contents(self) -> list[tuple[str, str]]:
        """(anchor, heading) of every part of this page that has something in it."""
        text = self.text
        parts = [
            ("points", _("政策要点"), text["key_points"]),
            ("for", _("适用对象"), text["for_yes"]),
            ("how", _("怎么办"), text["steps"]),
            ("papers", _("所需材料"), text["documents"] or text["documents_note"]),
            ("when", _("时间节点"), text["dates"]),
            ("qa", _("常见问题"), text["faq"]),
            ("myth", _("容易误会的地方"), text["misunderstandings"]),
            ("rumour", _("谣言澄清"), text["rumours"]),
            ("picture", _("一图读懂"), text["infographic"]),
            ("call", _("咨询电话与地址"), text["contacts"]),
            ("source", _("政策原文与文号"), True),
            ("quiz", _("小测验"), self.quiz),
        ]
        return [(anchor, heading) for anchor, heading, there in parts if there]


def words_to_link() -> dict[str, Any]:
    """Every word of the glossary with its key and its explanation, and which of them this page has linked so far."""
    from policies.models.glossary import GlossaryTerm  # its model points to this one

    return {"known": list(GlossaryTerm.objects.values_list("term", "pk", "explain")), "linked": set()}
