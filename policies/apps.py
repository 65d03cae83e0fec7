from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("政策")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from policies import receivers
        from policies.models import PolicyPage

        page_published.connect(
            receivers.on_policy_published, sender=PolicyPage, dispatch_uid="policies.on_policy_published"
        )
