"""Addresses of policies beside the page tree; mounted by lms.urls below /public/."""

from django.urls import path

from policies.views import pages

app_name = "policies"
urlpatterns = [path("policies/<slug:slug>/print/", pages.print_page, name="print")]
