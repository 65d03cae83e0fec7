"""Addresses of residents who ask; mounted by lms.urls below /ask/."""

from django.urls import path

from policies.views.enquiries import ask, status

app_name = "ask"
urlpatterns = [
    path("", ask.ask, name="ask"),
    path("receipt/", ask.receipt, name="receipt"),
    path("status/", status.status, name="status"),
    path("status/<slug:token>/", status.thread, name="thread"),
    path("status/<slug:token>/rate/", status.rate, name="rate"),
    path("me-too/<int:pk>/", status.me_too, name="me-too"),
]
