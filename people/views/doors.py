"""The doors of /accounts/ and /cms/ that are ours, and those that are walled up."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.account import AccountView, AvatarSettingsPanel, NameEmailSettingsPanel


def missing(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """An address of a package that we do not offer."""
    raise Http404


def cms_login(request: HttpRequest) -> HttpResponse:
    """Wagtail sends everybody here who may not enter: strangers to the log-in, signed-in people to a clear refusal."""
    if request.user.is_authenticated:
        raise PermissionDenied
    target = request.GET.get("next", "")
    if not (target.startswith("/cms/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)):
        target = "/cms/"
    return redirect(f"/accounts/login/?{urlencode({'next': target})}")


class CmsAccountView(AccountView):
    """Language, theme and notifications of the editing screens; name, e-mail and password are kept elsewhere."""

    def get_panels(self):
        ours = (NameEmailSettingsPanel, AvatarSettingsPanel)
        return [panel for panel in super().get_panels() if not isinstance(panel, ours)]


cms_account = login_required(require_admin_access(CmsAccountView.as_view()))
