"""Addresses of policies beside the page tree; mounted by lms.urls below /public/."""

from django.urls import path

from policies.feeds import feed
from policies.views import check, pages, useful

app_name = "policies"
urlpatterns = [
    path("policies/rss.xml", feed, name="feed"),
    path("policies/<slug:slug>/print/", pages.print_page, name="print"),
    path("policies/<slug:slug>/poster/", pages.poster, name="poster"),
    path("policies/<slug:slug>/infographic/", pages.infographic, name="infographic"),
    path("policies/<slug:slug>/changes/", pages.changes, name="changes"),
    path("policies/<slug:slug>/check/", check.check, name="check"),
    path("policies/<slug:slug>/useful/", useful.useful, name="useful"),
]
