"""Context processor: the display choices of this visitor."""

from django.http import HttpRequest

from core.display import Display


def display(request: HttpRequest) -> dict[str, Display]:
    """Give templates `display`, from the middleware or (on a page that failed early) straight from the cookies."""
    return {"display": getattr(request, "display", None) or Display.from_cookies(request.COOKIES)}
