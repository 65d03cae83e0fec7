"""Phone numbers as people type them."""

import pytest

from people.engine.phones import PhoneError, login_key, normalise


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "+86 13800138000",
        "008613800138000",
        "（138）00138000",
    ],
)
def test_every_spelling_of_a_mobile_number_is_one_number(text):
    assert normalise(text) == "+8613800138000"


@pytest.mark.parametrize(
    ("text", "code", "digits"),
    [
        ("1380013", "phone_length", 7),
        ("138001380001", "phone_length", 12),
        ("138OO138000", "phone_unreadable", 9),
        ("29900138000", "phone_unknown", 11),
        ("", "phone_unreadable", 0),
    ],
)
def test_what_is_no_number_says_why(text, code, digits):
    with pytest.raises(PhoneError) as refusal:
        normalise(text)
    assert (refusal.value.code, refusal.value.digits) == (code, digits)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [(" Demo-Worker ", "demo-worker"), ("８６13800138000", "+8613800138000"), ("ｄｅｍｏ", "demo"), ("12345", "12345")],
)
def test_a_log_in_name_is_a_number_or_a_small_username(typed, stored):
    assert login_key(typed) == stored
