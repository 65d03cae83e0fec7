"""Registers the admin screens of policies."""

from wagtail.snippets.models import register_snippet

from policies.viewsets import PolicyGroups

register_snippet(PolicyGroups)
