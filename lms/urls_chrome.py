"""Addresses of the frame: display and language links, the plain public pages of the foot, the style guide in debug."""

from django.conf import settings
from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from core.views_design import design
from core.views_display import display, language


def _page(name: str):
    return require_safe(TemplateView.as_view(template_name=f"site/{name}.html"))


urlpatterns = [
    path("display/", display, name="display"),
    path("language/", language, name="language"),
    path("feedback/", _page("feedback"), name="feedback"),
    path("privacy/", _page("privacy"), name="privacy"),
    path("accessibility/", _page("accessibility"), name="accessibility"),
]
if settings.DEBUG:
    urlpatterns.append(path("design/", design, name="design"))
