"""Screens: the holder's own certificates, and the public page that checks one."""
