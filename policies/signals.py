"""What policies asks upwards: who rests on a law or a policy page is known by the apps above, each for its own things.

`collect_usage` is sent with `things` (model label → keys as text) and `viewer` (a person, or None for everybody); a receiver
answers with a list of `Usage` for those of its models that exist and that the viewer may change.
`write_bases` asks each app to write the links of all its published things anew.
"""

from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal

collect_usage = Signal()
write_bases = Signal()


@dataclass(frozen=True)
class Usage:
    """Something that rests on a law or a policy: what it is, where it is changed and read, and who answers for it."""

    model: str
    object_id: str
    kind: str
    title: str
    edit_url: str
    public_url: str
    owner: Any
    department: str

    @property
    def key(self) -> tuple[str, str]:
        """How links and flags know it."""
        return (self.model, self.object_id)

    @property
    def owner_name(self) -> str:
        return self.owner.display_name if self.owner else ""
