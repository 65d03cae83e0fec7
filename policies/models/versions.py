"""What a policy page said: written when it is published with a changed text, never altered."""

from django.conf import settings
from django.db import models

from core import clock
from policies.models.page import PolicyPage


class PolicyVersion(models.Model):
    """The public text of a page as published: `text` is `PolicyPage.filled()` with the title."""

    policy = models.ForeignKey(PolicyPage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    text = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["policy", "number"], name="one_text_per_version")]

    def __str__(self) -> str:
        return f"{self.policy} v{self.number}"
