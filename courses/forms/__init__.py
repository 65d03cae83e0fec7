"""Reading HTTP."""

from courses.forms.catalogue import CatalogueForm

__all__ = ["CatalogueForm"]
