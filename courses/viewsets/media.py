"""课程素材: the files of lessons. A chooser shows the kind that the block asks for (`?kind=audio`)."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.forms.media import MediaForm
from courses.models import MediaFile

PANELS = [FieldPanel(name) for name in ("title", "file", "transcript", "captions", "source_note")]


class MediaCreateView(chooser.SnippetCreateView):
    """Uploading inside the chooser."""

    def save_form(self, form: Any) -> MediaFile:
        form.for_user = self.request.user
        return form.save()


class MediaChooser(chooser.SnippetChooserViewSet):
    create_view_class = MediaCreateView
    creation_form_class = MediaForm
    create_action_label = _("上传")
    preserve_url_parameters = ["multiple", "kind"]
    url_filter_parameters = ["kind"]


class MediaViewSet(SnippetViewSet):
    model = MediaFile
    icon = "media"
    menu_label = _("课程素材")
    menu_order = 320
    add_to_admin_menu = True
    chooser_viewset_class = MediaChooser
    edit_handler = ObjectList(PANELS, base_form_class=MediaForm)
    list_display = [
        "title",
        Column("get_kind_display", label=_("种类"), sort_key="kind"),
        Column("size", label=_("大小"), accessor=lambda media: filesizeformat(media.size), sort_key="size"),
        DateColumn("created_at", label=_("上传时间"), sort_key="created_at"),
    ]
    list_filter = ["kind"]
    list_per_page = 30
    chooser_per_page = 20
