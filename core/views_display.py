"""The plain GET links behind 长辈版, 字大, 换颜色 and the language: they write a cookie and nothing else."""

from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, get_language_info, get_supported_language_variant
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from core.display import CHOICES, COOKIE_AGE


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """The address to go back to: `next` when it is on this host, else the default."""
    target = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return target
    return default


def _store(response: HttpResponse, cookie: str, value: str) -> None:
    if not value:
        response.delete_cookie(cookie, samesite="Lax")
        return
    response.set_cookie(cookie, value, max_age=COOKIE_AGE, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)


# The page of all choices: name, heading, options (value, words).
GROUPS = [
    ("mode", _("版式"), [("", _("标准版")), ("elder", _("长辈版"))]),
    ("text", _("字号"), [("", _("标准")), ("l", _("更大"))]),
    ("theme", _("颜色"), [("", _("跟随设备")), ("light", _("浅色")), ("dark", _("深色"))]),
    ("contrast", _("对比"), [("", _("标准")), ("high", _("高对比"))]),
]


def _groups(request: HttpRequest) -> list[dict[str, Any]]:
    """The choices as links that come back to this page, and the languages beside them."""
    here = quote(request.get_full_path(), safe="")
    groups = [
        {
            "name": name,
            "label": label,
            "options": [
                {
                    "label": words,
                    "href": f"{request.path}?{name}={value}&next={here}",
                    "current": getattr(request.display, name) == value,
                }
                for value, words in options
            ],
        }
        for name, label, options in GROUPS
    ]
    languages = [
        {
            "label": get_language_info(code)["name_local"],
            "href": f"/language/?lang={code}&next={here}",
            "current": code == get_language(),
        }
        for code, _name in settings.LANGUAGES
    ]
    return [*groups, {"name": "language", "label": _("语言"), "options": languages}]


@never_cache
@require_GET
def display(request: HttpRequest) -> HttpResponse:
    """Store the choices named in the address and go back; without any, show the page with all choices."""
    chosen = {name: request.GET[name] for name in CHOICES if request.GET.get(name) in CHOICES[name][1]}
    if not chosen:
        return render(request, "core/display.html", {"next": safe_next(request), "groups": _groups(request)})
    response = HttpResponseRedirect(safe_next(request))
    for name, value in chosen.items():
        _store(response, CHOICES[name][0], value)
    return response


@never_cache
@require_GET
def language(request: HttpRequest) -> HttpResponse:
    """Store the language named in `lang` when the product has it, and go back."""
    response = HttpResponseRedirect(safe_next(request))
    try:
        code = get_supported_language_variant(request.GET.get("lang", ""))
    except LookupError:
        return response
    _store(response, settings.LANGUAGE_COOKIE_NAME, code)
    return response
