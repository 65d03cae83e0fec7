"""Enquiries in templates: how they stand as a badge, and words with what is hidden in them."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core import clock, dates
from core.templatetags.kit import badge
from policies.engine import deadlines
from policies.engine.masking import Masked
from policies.enums import EnquiryState
from policies.models import Enquiry

register = template.Library()
CLOSED_LOOKS: dict[str, str] = {
    EnquiryState.ANSWERED: "passed",
    EnquiryState.REFERRED: "info",
    EnquiryState.REFUSED: "none",
}


@register.simple_tag
def enquiry_badge(enquiry: Enquiry) -> SafeString:
    """What is left of the deadline that runs, amber and red by the desk's own rule; the state once it is closed."""
    if enquiry.deadline is None:
        return badge(CLOSED_LOOKS[enquiry.state], enquiry.get_state_display())
    look = deadlines.light(enquiry.deadline, clock.now(), accepting=enquiry.is_accepting)
    left = dates.time_left(enquiry.deadline)
    words = _("受理：%(left)s") % {"left": left} if enquiry.is_accepting else left
    return badge(look, words)


@register.simple_tag
def masked(words: Masked) -> SafeString:
    """The text with a mark where something was hidden; its line breaks stay."""
    parts = ((format_html('<mark class="mask">{}</mark>', text) if hidden else text,) for text, hidden in words.parts)
    return format_html_join("", "{}", parts)
