"""/cms/…: Wagtail's ways in lead to ours, and its screens of users and groups do not exist: role grants rule both."""

from django.urls import path, re_path
from django.views.generic import RedirectView

from people.views import doors

urlpatterns = [
    path("login/", doors.cms_login, name="cms_login"),
    path("logout/", RedirectView.as_view(url="/accounts/logout/"), name="cms_logout"),
    path("password_reset/", RedirectView.as_view(url="/accounts/password/reset/"), name="cms_password_reset"),
    path("account/", doors.cms_account, name="cms_account"),
    re_path(r"^(?:users|groups)/", doors.missing, name="cms_users_and_groups"),
    re_path(r"^bulk/(?:people/user|auth/group)/", doors.missing, name="cms_bulk_users_and_groups"),
]
