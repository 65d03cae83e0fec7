"""CPU time of one correct log-in's password check: ours, and Django's default as the baseline, interleaved.

The figure behind docs/decisions/0003: an exam hall logs in within a minute, and the hash is most of what a log-in costs.
"""

import argparse
import statistics
import time

import django
from django.conf import settings


def cpu_seconds(hasher, encoded: str) -> float:
    """CPU time of verifying one password, over all threads of this process."""
    began = time.process_time()
    assert hasher.verify("a-password-of-usual-length", encoded)
    return time.process_time() - began


def main() -> None:
    """Print the median of each hasher and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="measurements of each hasher (7)")
    rounds = parser.parse_args().rounds
    settings.configure(USE_TZ=True)
    django.setup()
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    from people.hashers import GridschoolArgon2PasswordHasher

    hashers = {"ours (Argon2id)": GridschoolArgon2PasswordHasher(), "Django's default (PBKDF2)": PBKDF2PasswordHasher()}
    encoded = {name: hasher.encode("a-password-of-usual-length", hasher.salt()) for name, hasher in hashers.items()}
    times: dict[str, list[float]] = {name: [] for name in hashers}
    for _ in range(rounds):
        for name, hasher in hashers.items():
            times[name].append(cpu_seconds(hasher, encoded[name]))
    medians = {name: statistics.median(values) for name, values in times.items()}
    for name, value in medians.items():
        print(f"{name:<28}{value * 1000:7.1f} CPU-ms")
    ours, default = medians.values()
    print(f"{'ours ÷ default':<28}{ours / default:7.2f}")


if __name__ == "__main__":
    main()
