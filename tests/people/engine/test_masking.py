"""What a stranger may see of a name or a phone number."""

import pytest

from people.engine.masking import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("周小明", "周*"),
        ("欧阳明", "欧阳*"),
        ("欧阳", "欧*"),
        ("欧", "欧*"),
        ("", ""),
        ("𠮷田", "𠮷*"),
        ("Anna", "A*"),
    ],
)
def test_a_name_keeps_its_surname_only(name, masked):
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("+8613812341234", "138****1234"), ("13812341234", "138****1234"), ("1381234", "****"), ("", ""), (None, "")],
)
def test_a_phone_keeps_its_first_three_and_last_four_digits(phone, masked):
    assert mask_phone(phone) == masked
