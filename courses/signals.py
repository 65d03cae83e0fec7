"""What courses announces to whoever is above, after commit.

course_completed: sent with `completion_id` when a person has completed a course in a cycle, once.
"""

from django.dispatch import Signal

course_completed = Signal()
