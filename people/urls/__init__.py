"""Addresses of the inbox; mounted by lms.urls at /my/inbox/."""

from django.urls import path

from people.views import inbox

app_name = "people"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read-all/", inbox.read_all, name="inbox_read_all"),
    path("<int:pk>/open/", inbox.open_one, name="inbox_open"),
]
