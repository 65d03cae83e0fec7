"""What residents read, and what they say back.

A `PolicyIndexPage` lists `PolicyPage`s. A policy page explains one policy in the fixed parts of domain.md 6.1; a `Topic`
groups pages and names the department that answers questions about it, an `Audience` is whom they are for in the
residents' own words (老人, 租户 …). Figures that differ from place to place are placeholders `{{名称}}` filled from the
page's own list of local values; a page with an empty one cannot be published. A `PolicyVersion` keeps each published text.
A `DutyPage` says who deals with a matter, a `GlossaryTerm` what a word means.

Residents answer without a name: an `AwarenessAnswer` is one check taken, a `UsefulnessVote` one tap, an `Enquiry` one
question with its `EnquiryEvent`s. `Law`, `LegalBasisLink` and `BasisFlag` know what rests on what.
"""

from policies.models.awareness import AwarenessAnswer, UsefulnessVote
from policies.models.bases import BasisFlag, Law, LegalBasisLink
from policies.models.duties import DutyIndexPage, DutyPage
from policies.models.enquiries import Enquiry, EnquiryEvent, Holiday, MeToo, ReadyAnswer
from policies.models.glossary import GlossaryTerm
from policies.models.groups import Audience, Topic
from policies.models.index import PolicyIndexPage
from policies.models.page import PolicyPage
from policies.models.versions import PolicyVersion

__all__ = [
    "Audience",
    "AwarenessAnswer",
    "BasisFlag",
    "DutyIndexPage",
    "DutyPage",
    "Enquiry",
    "EnquiryEvent",
    "GlossaryTerm",
    "Holiday",
    "Law",
    "LegalBasisLink",
    "MeToo",
    "PolicyIndexPage",
    "PolicyPage",
    "PolicyVersion",
    "ReadyAnswer",
    "Topic",
    "UsefulnessVote",
]
