"""Reading HTTP."""

from courses.forms.catalogue import CatalogueForm
from courses.forms.kept import KeptForm

__all__ = ["CatalogueForm", "KeptForm"]
