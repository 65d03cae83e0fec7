"""青禾县, an invented county: units, people and a believable past year, made by calling the services under a moved clock.

Only where `settings.DEMO` is on; production settings never are.
"""
