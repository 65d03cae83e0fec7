"""Who may do what in the screens of assessments."""

from typing import Any

from wagtail.permission_policies import ModelPermissionPolicy


class OnlyLooking(ModelPermissionPolicy):
    """What happened is never added, changed or deleted by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        return super().users_with_any_permission([action for action in actions if action == "view"])
