"""Registers the screens of courses in /cms/, and guards what must not be deleted."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import ReferenceIndex
from wagtail.snippets.models import register_snippet

from courses.models import MediaFile
from courses.services.media import forget_files
from courses.views.learning import turn_away
from courses.viewsets import MediaViewSet

register_snippet(MediaViewSet)


@hooks.register("before_delete_snippet")
def keep_files_in_use(request, instances):
    """A file that a page shows stays; its usage is shown instead."""
    for media in instances:
        if isinstance(media, MediaFile) and ReferenceIndex.get_references_to(media).exists():
            messages.error(request, _("“{title}”用在课里，不能删除。先从课里拿掉。").format(title=media.title))
            return redirect(MediaFile.snippet_viewset.get_url_name("usage"), media.pk)
    return None


@hooks.register("after_delete_snippet")
def forget_deleted_files(request, instances):
    for media in instances:
        if isinstance(media, MediaFile):
            forget_files(media)


@hooks.register("before_serve_page")
def keep_the_order(page, request, serve_args, serve_kwargs):
    """A lesson that waits for an earlier one is not shown."""
    return turn_away(page, request)
