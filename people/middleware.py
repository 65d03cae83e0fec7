"""What must be done before anything else: an own password, and a second factor where the settings require it."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from people.permissions import lacks_second_factor

GetResponse = Callable[[HttpRequest], HttpResponse]

# Where one gets it done, gets out, or changes how the page looks.
ALWAYS_OPEN = (
    "/accounts/logout/",
    "/accounts/reauthenticate/",
    "/accounts/password/change/",
    "/accounts/2fa/",
    "/display/",
    "/static/",
    "/healthz",
    "/readyz",
)


class _Gate:
    """Sends a signed-in person to `address` while `is_closed` says so; the page asked for comes after it as `next`."""

    address = ""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Without a session cookie nobody is signed in: the session is not touched, the page stays cacheable.
        seen = settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(ALWAYS_OPEN)
        if seen and request.user.is_authenticated and self.is_closed(request):
            back = request.get_full_path() if request.method == "GET" else "/my/"
            return redirect(f"{self.address}?{urlencode({'next': back})}")
        return self.get_response(request)

    def is_closed(self, request: HttpRequest) -> bool:
        raise NotImplementedError


class OwnPasswordMiddleware(_Gate):
    """Whoever got the password from an administrator chooses an own one first."""

    address = "/accounts/password/change/"

    def is_closed(self, request: HttpRequest) -> bool:
        return request.user.must_change_password


class RequireMfaMiddleware(_Gate):
    """Managers and administrators set up a second factor first."""

    address = "/accounts/2fa/totp/activate/"

    def is_closed(self, request: HttpRequest) -> bool:
        return settings.MFA_REQUIRED_FOR_MANAGERS and lacks_second_factor(request.user)
