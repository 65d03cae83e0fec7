"""Addresses of policies beside the page tree. Pages only read; what residents send has addresses of its own."""
