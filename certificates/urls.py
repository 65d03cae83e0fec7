"""Addresses of certificates; mounted by lms.urls at the root."""

from django.urls import path

from certificates.views import holder, verify

app_name = "certificates"
urlpatterns = [
    path("my/certificates/", holder.index, name="index"),
    path("my/certificates/<int:pk>/", holder.detail, name="detail"),
    path("my/certificates/<int:pk>/pdf/", holder.pdf, name="pdf"),
    path("verify/", verify.verify, name="verify"),
    path("verify/check/", verify.check, name="check"),
    path("verify/<str:token>/", verify.by_token, name="by_token"),
]
