"""Changes to people, units, roles and messages. Every name here is public; the modules group them by what they change."""

from people.services.accounts import create_person, deactivate_person, reactivate_person, set_password, update_person
from people.services.groups import ensure_groups, group_of, sync_everybody, sync_groups
from people.services.messages import deliver_message, mark_all_read, notify, open_message
from people.services.roles import grant_role, revoke_role
from people.services.units import close_unit, create_unit, current_placement, end_placement, move_unit, place

__all__ = [
    "close_unit",
    "create_person",
    "create_unit",
    "current_placement",
    "deactivate_person",
    "deliver_message",
    "end_placement",
    "ensure_groups",
    "grant_role",
    "group_of",
    "mark_all_read",
    "move_unit",
    "notify",
    "open_message",
    "place",
    "reactivate_person",
    "revoke_role",
    "set_password",
    "sync_everybody",
    "sync_groups",
    "update_person",
]
