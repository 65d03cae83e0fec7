"""Addresses of courses; mounted by lms.urls below /learn/. The pages themselves are served by Wagtail."""

from django.urls import path

from courses.views import learning, media, offline

app_name = "courses"
urlpatterns = [
    path("courses/<int:pk>/enrol/", learning.enrol, name="enrol"),
    path("courses/<int:pk>/restart/", learning.restart, name="restart"),
    path("lessons/<int:pk>/place/", learning.place, name="place"),
    path("lessons/<int:pk>/check/", learning.check, name="check"),
    path("lessons/<int:pk>/finish/", learning.finish, name="finish"),
    path("media/<int:pk>/", media.media, name="media"),
    path("media/<int:pk>/captions/", media.media_captions, name="media_captions"),
    path("courses/<int:pk>/offline.json", offline.package, name="package"),
    path("cards/offline.json", offline.cards, name="cards_package"),
    path("sync/", offline.hello, name="hello"),
    path("lessons/<int:pk>/sync/", offline.send, name="send"),
]
