"""/accounts/…: allauth's addresses but for those of things we do not offer, which answer like a missing page.

E-mail addresses and accounts are kept by administrators, nobody logs in without a password, and whether an account is
closed is nobody else's business. The names stay, since allauth's own code reverses them.
"""

from django.urls import include, path

from people.views.doors import missing

CLOSED = {
    "inactive/": "account_inactive",
    "email/": "account_email",
    "confirm-email/": "account_email_verification_sent",
    "confirm-email/<str:key>/": "account_confirm_email",
    "password/set/": "account_set_password",
    "login/code/confirm/": "account_confirm_login_code",
}
urlpatterns = [
    *(path(route, missing, name=name) for route, name in CLOSED.items()),
    path("", include("allauth.urls")),
]
