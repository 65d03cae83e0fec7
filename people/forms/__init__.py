"""Forms about people: logging in, and the screens of 人员与组织 in /cms/."""

from people.forms.login import LoginForm

__all__ = ["LoginForm"]
