"""Addresses of lms.manage; mounted by lms.urls below /manage/."""

from django.urls import path, re_path

from lms.manage import views

app_name = "manage"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("units/<int:pk>/", views.overview, name="unit"),
    path("units/<int:pk>/assign/", views.assign_unit, name="assign-unit"),
    path("people/", views.people, name="people"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/assign/", views.assign_person, name="assign-person"),
    path("people/<int:pk>/restart/", views.restart_person, name="restart-person"),
    re_path(r"^export\.(?P<extension>csv|xlsx)$", views.export, name="export"),
]
