"""Changes to what residents read and to what they say. One module per noun; import from here."""

from policies.services.loading import LoadReport, load_policies

__all__ = ["LoadReport", "load_policies"]
