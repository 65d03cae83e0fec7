"""What residents asked about a page, and where they ask: the same for policies and for duties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode

if TYPE_CHECKING:
    from policies.models.enquiries import Enquiry

# How many answers to residents stand on a page.
ASKED_SHOWN = 20


class AskedAbout:
    """For a page that enquiries may be about; `ask_as` is the name of the page in the address of the form."""

    ask_as = ""
    slug: str
    enquiries: Any

    @property
    def asked(self) -> list[Enquiry]:
        """What everybody may read, newest first."""
        return list(self.enquiries.published().select_related("unit")[:ASKED_SHOWN])

    @property
    def ask_address(self) -> str:
        return f"{reverse('ask:ask')}?{urlencode({self.ask_as: self.slug})}"

    def asked_text(self) -> str:
        """All of it, for the search index."""
        return "\n".join(words for row in self.asked for words in (row.public_text, row.public_answer))
