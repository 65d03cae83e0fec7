"""Addresses of lms.site; mounted by lms.urls."""

from django.urls import path

from lms.site import views

app_name = "site"
urlpatterns = [
    path("search/", views.search, name="search"),
    path("about/", views.about, name="about"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
