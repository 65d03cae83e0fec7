from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("政策")

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished

        from policies import receivers, signals
        from policies.models import PolicyPage

        page_published.connect(
            receivers.on_policy_published, sender=PolicyPage, dispatch_uid="policies.on_policy_published"
        )
        page_published.connect(receivers.on_page_published, dispatch_uid="policies.on_page_published")
        page_unpublished.connect(receivers.on_page_unpublished, dispatch_uid="policies.on_page_unpublished")
        signals.collect_usage.connect(receivers.tell_usage, dispatch_uid="policies.tell_usage")
        signals.write_bases.connect(receivers.write_bases, dispatch_uid="policies.write_bases")
