"""What assessments announces to whoever is above, after commit.

attempt_marked: sent with `attempt_id` when an attempt has a score (state marked or released).
"""

from django.dispatch import Signal

attempt_marked = Signal()
