"""Addresses of courses; mounted by lms.urls below /learn/. The pages themselves are served by Wagtail."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("courses/<int:pk>/enrol/", views.enrol, name="enrol"),
    path("lessons/<int:pk>/place/", views.place, name="place"),
    path("lessons/<int:pk>/check/", views.check, name="check"),
    path("lessons/<int:pk>/finish/", views.finish, name="finish"),
]
