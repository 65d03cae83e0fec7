"""May this person…? Who may see a certificate says `Certificate.objects.visible_to`; who may change one, this module."""

from certificates.models import Certificate
from people.enums import MANAGER_ROLES
from people.models import User, scope_paths


def can_change(user: User, certificate: Certificate) -> bool:
    """Whether the person manages (not only views) a unit at which the holder stands today, and is not the holder."""
    if user.pk == certificate.person_id:
        return False
    managed = User.objects.in_scope(scope_paths(user, roles=MANAGER_ROLES))
    return managed.filter(pk=certificate.person_id).exists()
