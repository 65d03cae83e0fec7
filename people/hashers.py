"""Password hashing: Argon2id at the OWASP minimum, on purpose (docs/decisions/0003)."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class GridschoolArgon2PasswordHasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: about 20 ms of one core, where Django's default PBKDF2 takes about 390 ms."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
