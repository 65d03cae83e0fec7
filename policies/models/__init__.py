"""What residents read.

A `PolicyIndexPage` lists `PolicyPage`s. A policy page explains one policy in the fixed parts of domain.md 6.1; a `Topic`
groups pages, an `Audience` is whom they are for in the residents' own words (老人, 租户 …). Figures that differ from
place to place are placeholders `{{名称}}` filled from the page's own list of local values; a page with an empty one
cannot be published.
"""

from policies.models.groups import Audience, Topic
from policies.models.index import PolicyIndexPage
from policies.models.page import PolicyPage

__all__ = ["Audience", "PolicyIndexPage", "PolicyPage", "Topic"]
