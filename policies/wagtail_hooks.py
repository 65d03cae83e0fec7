"""Registers the admin screens of policies, the ways from there to what residents said, and what a changed basis asks."""

from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from policies.models import Law, PolicyPage
from policies.permissions import awareness_reach
from policies.reports.bases import open_flags_of
from policies.services.bases import announce_change
from policies.views import bases
from policies.viewsets import BasisReport, EnquirySettings, PolicyGroups, may_see_report

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


@hooks.register("register_admin_urls")
def addresses():
    report = "reports/basis-changed/"
    return [
        path("policies/resting/<slug:kind>/<int:pk>/", bases.resting, name="policies_resting"),
        path("policies/looked/<int:kind>/<int:pk>/", bases.looked, name="policies_looked"),
        path(report, BasisReport.as_view(), name="policies_basis_changed"),
        path(f"{report}results/", BasisReport.as_view(results_only=True), name="policies_basis_changed_results"),
    ]


class BasisMenuItem(MenuItem):
    def is_shown(self, request):
        return may_see_report(request)


@hooks.register("register_reports_menu_item")
def basis_menu_item():
    return BasisMenuItem(
        _("依据变了"), reverse("policies_basis_changed"), name="basis-changed", icon_name="warning", order=51
    )


@hooks.register("register_page_header_buttons")
def what_rests_on_it(page, user, view_name, next_url=None):
    if page.specific_class is PolicyPage and page.permissions_for_user(user).can_edit():
        yield Button(
            gettext("什么引用它"), reverse("policies_resting", args=["policy", page.pk]), icon_name="link", priority=33
        )


@hooks.register("before_edit_page")
@hooks.register("before_edit_snippet")
def tell_what_changed(request, thing):
    """Above the form of something whose basis changed: what changed, and the way to say that one has looked."""
    flags = list(open_flags_of(thing)) if request.method == "GET" else []
    if flags:
        address = reverse("policies_looked", args=[flags[0].content_type_id, flags[0].object_id])
        reasons = gettext("；").join(flag.reason for flag in flags)
        words = format_html("{} {}", gettext("依据变了，请对照着看一遍："), reasons)
        messages.warning(request, words, buttons=[messages.button(address, gettext("我看过了"))])


@hooks.register("after_edit_snippet")
def tell_who_rests_on_a_law(request, thing):
    if isinstance(thing, Law):
        announce_change(cause=thing, by=request.user)
