from datetime import timedelta

import pytest
from django.db import transaction

from core.clock import now, real
from core.leases import hold_lock, take_lease
from core.models import Lease
from tests.support.threads import together

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_lease_is_held_by_one_and_ends_by_itself():
    assert take_lease("sweeping", seconds=30)
    assert not take_lease("sweeping", seconds=30)
    assert take_lease("another", seconds=30)
    Lease.objects.filter(name="sweeping").update(expires_at=real() - timedelta(seconds=1))
    assert take_lease("sweeping", seconds=30)


def test_the_clock_of_the_product_does_not_move_it(at):
    assert take_lease("sweeping", seconds=30)
    with at(now() + timedelta(days=400)):
        assert not take_lease("sweeping", seconds=30)


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_gets_the_lease():
    got = []
    together(8, lambda: got.append(take_lease("sweeping", seconds=30)))
    assert sorted(got) == [False] * 7 + [True]


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_passed_on_when_its_transaction_ends():
    inside, most = [], []

    def critical():
        with transaction.atomic():
            hold_lock("counting")
            inside.append(1)
            most.append(len(inside))
            inside.pop()

    together(8, critical)
    assert most == [1] * 8
