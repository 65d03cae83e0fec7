"""Addresses of policies beside the page tree; mounted by lms.urls below /public/."""

from django.urls import path

from policies import views

app_name = "policies"
urlpatterns = [path("policies/<slug:slug>/print/", views.print_page, name="print")]
