"""Races: the same thing from many threads at the same moment."""

import threading

from django.db import connection


def together(count, function):
    """Run `function` in so many threads that start at the same moment."""
    gate = threading.Barrier(count)
    errors = []

    def run():
        try:
            gate.wait()
            function()
        except Exception as error:  # noqa: BLE001 - told below
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors, errors
