"""Addresses of policies beside the page tree; mounted by lms.urls below /public/."""

from django.urls import path

from policies.views import check, pages, useful

app_name = "policies"
urlpatterns = [
    path("policies/<slug:slug>/print/", pages.print_page, name="print"),
    path("policies/<slug:slug>/check/", check.check, name="check"),
    path("policies/<slug:slug>/useful/", useful.useful, name="useful"),
]
