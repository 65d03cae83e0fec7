from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "lms.site"
    label = "lms_site"

    def ready(self) -> None:
        from wagtail import signals
        from wagtail.models import TaskState, WorkflowState

        from lms.site import receivers

        # Under the names of Wagtail's own receivers, which are then not connected: this app is ready before wagtail.admin.
        uid = "{}_email_notification".format
        signals.task_submitted.connect(
            receivers.on_task_submitted, sender=TaskState, dispatch_uid=uid("group_approval_task_submitted")
        )
        for signal, receiver, name in (
            (signals.workflow_submitted, receivers.nobody, "submitted"),
            (signals.workflow_approved, receivers.on_workflow_approved, "approved"),
            (signals.workflow_rejected, receivers.on_workflow_rejected, "rejected"),
        ):
            signal.connect(receiver, sender=WorkflowState, dispatch_uid=uid(f"workflow_state_{name}"))
