from django.apps import AppConfig


class ManageConfig(AppConfig):
    name = "lms.manage"
    label = "lms_manage"
