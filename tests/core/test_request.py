import pytest

from core.request import client_address, current_request_facts


@pytest.fixture
def address(rf, settings):
    def of(forwarded="", proxies=0, remote="192.0.2.9"):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        headers = {"X-Forwarded-For": forwarded} if forwarded else {}
        return client_address(rf.get("/", headers=headers, REMOTE_ADDR=remote))

    return of


def test_without_proxies_a_forwarded_address_is_not_believed(address):
    assert address("203.0.113.7") == "192.0.2.9"


def test_behind_one_proxy_what_that_proxy_saw_counts(address):
    assert address("198.51.100.66, 203.0.113.7", proxies=1) == "203.0.113.7"


def test_behind_two_proxies_the_second_from_the_right_counts(address):
    assert address("198.51.100.66, 203.0.113.7, 10.0.0.1", proxies=2) == "203.0.113.7"


def test_a_request_that_went_past_the_proxy_keeps_its_own_address(address):
    assert address("", proxies=1) == "192.0.2.9"


@pytest.mark.parametrize("forged", ["unknown", "<script>", "1.2.3.4.5", "' OR 1=1"])
def test_what_is_no_address_counts_as_unknown(address, forged):
    assert address(forged, proxies=1) is None


def test_a_unix_socket_has_no_address(address):
    assert address(remote="") is None


def test_outside_of_a_request_there_are_no_facts():
    assert (current_request_facts().request_id, current_request_facts().address) == ("", None)
