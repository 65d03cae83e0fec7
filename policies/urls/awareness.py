"""知晓率 and what residents say of pages; mounted by lms.urls below /manage/awareness/."""

from django.urls import path, re_path

from policies.views import awareness

app_name = "awareness"
urlpatterns = [
    path("", awareness.awareness, name="awareness"),
    path("votes/", awareness.votes, name="votes"),
    re_path(r"^export\.(?P<extension>csv|xlsx)$", awareness.export, name="export"),
]
