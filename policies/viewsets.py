"""Admin screens of policies beside their pages: topics, audiences, the glossary, and what the desk of enquiries keeps."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from policies.models import Audience, GlossaryTerm, Holiday, ReadyAnswer, Topic


class GroupViewSet(SnippetViewSet):
    list_display = ["name", "slug", "position"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug", help_text=_("地址里用的短名，用拼音或英文，定了不改。")),
        FieldPanel("icon", help_text=_("图标库里的名字，例如 ebike、medical、law。")),
        FieldPanel("position", help_text=_("小的在前。")),
    ]


class TopicViewSet(GroupViewSet):
    model = Topic
    icon = "tag"
    list_display = ["name", "slug", "position", "unit"]
    panels = [*GroupViewSet.panels, FieldPanel("unit")]


class AudienceViewSet(GroupViewSet):
    model = Audience
    icon = "group"


class ReadyAnswerViewSet(SnippetViewSet):
    model = ReadyAnswer
    icon = "comment"
    list_display = ["title", "refer_to", "topic"]
    panels = [FieldPanel("title"), FieldPanel("text"), FieldPanel("refer_to"), FieldPanel("topic")]


class HolidayViewSet(SnippetViewSet):
    model = Holiday
    icon = "calendar"
    list_display = ["day", "name", "is_working"]
    panels = [FieldPanel("day"), FieldPanel("name"), FieldPanel("is_working")]


class EnquirySettings(SnippetViewSetGroup):
    menu_label = _("留言设置")
    menu_icon = "comment"
    menu_order = 262
    items = (ReadyAnswerViewSet, HolidayViewSet)


class GlossaryTermViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = _("词语表")
    list_display = ["term", "explain"]
    search_fields = ["term", "explain"]
    panels = [FieldPanel("term"), FieldPanel("explain"), PageChooserPanel("related_policy", "policies.PolicyPage")]


class PolicyGroups(SnippetViewSetGroup):
    menu_label = _("政策分类")
    menu_icon = "tag"
    menu_order = 260
    items = (TopicViewSet, AudienceViewSet, GlossaryTermViewSet)
