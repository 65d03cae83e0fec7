"""Pages compared: without what differs in each answer."""

import re


def stable(response) -> str:
    """The text of a page without its CSRF tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
