"""Registers the admin screens of policies, and the ways from there to what residents said."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from policies.models import PolicyPage
from policies.permissions import awareness_reach
from policies.viewsets import EnquirySettings, PolicyGroups

register_snippet(PolicyGroups)
register_snippet(EnquirySettings)


class AwarenessMenuItem(MenuItem):
    def is_shown(self, request):
        return awareness_reach(request.user) is not None


@hooks.register("register_reports_menu_item")
def awareness_menu_item():
    return AwarenessMenuItem(
        _("知晓率与评价"), reverse("awareness:awareness"), name="awareness", icon_name="group", order=60
    )


@hooks.register("register_page_header_buttons")
def what_residents_said(page, user, view_name, next_url=None):
    """From the editing screen of a policy to the votes and words about it, for who may read them."""
    if page.specific_class is PolicyPage:
        reach = awareness_reach(user)
        if reach and reach.reads_everything_of(page.specific):
            address = f"{reverse('awareness:votes')}?policy={page.slug}"
            yield Button(_("居民怎么说"), address, icon_name="comment", priority=32)
