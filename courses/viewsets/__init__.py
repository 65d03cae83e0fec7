"""The screens of courses in /cms/ beside the pages."""

from courses.viewsets.media import MediaViewSet

__all__ = ["MediaViewSet"]
