"""The numbers anybody in the country may dial."""

# Only these become telephone links: local numbers are checked by nobody, a wrong link would ring at a stranger's.
NATIONAL_NUMBERS = frozenset(
    {"110", "119", "120", "122", "12315", "12328", "12333", "12338", "12345", "12348", "12393", "96110"}
)
