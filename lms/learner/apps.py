from django.apps import AppConfig


class LearnerConfig(AppConfig):
    name = "lms.learner"
    label = "lms_learner"
