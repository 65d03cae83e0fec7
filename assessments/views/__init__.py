"""Screens of candidates. Every answer is private and never stored by a cache."""
