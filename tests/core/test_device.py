import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.device import COOKIE, device_hash, device_token, has_device, keep_device


def visit(cookie=None):
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES[COOKIE] = cookie
    return request


def test_a_device_gets_a_random_cookie_once_that_no_script_reads():
    request = visit()
    assert not has_device(request)
    answer = keep_device(request, HttpResponse())
    cookie = answer.cookies[COOKIE]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 365 * 24 * 3600
    again = visit(cookie.value)
    assert has_device(again) and device_token(again) == device_token(request)
    assert COOKIE not in keep_device(again, HttpResponse()).cookies


@pytest.mark.parametrize("forged", ["", "short", "x" * 4000, "<script>alert(1)</script>", "a" * 23])
def test_what_is_no_token_of_ours_is_replaced(forged):
    request = visit(forged)
    assert not has_device(request)
    assert device_token(request) != forged
    assert COOKIE in keep_device(request, HttpResponse()).cookies


def test_what_is_stored_for_two_purposes_cannot_be_linked():
    request = visit("a" * 22)
    one, other = device_hash(request, "vote"), device_hash(request, "ask")
    assert len(one) == 64 and one != other and "a" * 22 not in one
    assert one == device_hash(visit("a" * 22), "vote") != device_hash(visit("b" * 22), "vote")
