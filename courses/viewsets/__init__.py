"""The screens of courses in /cms/ beside the pages."""

from courses.viewsets.credits import CreditGroup
from courses.viewsets.media import MediaViewSet

__all__ = ["CreditGroup", "MediaViewSet"]
