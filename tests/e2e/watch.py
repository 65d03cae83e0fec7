"""What a page must not do, seen by the browser itself: complain in the console, ask another host, run over the edge."""

from urllib.parse import urlsplit

LAYOUT_SHIFT = """
() => new Promise(resolve => {
  let sum = 0
  new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value
  }).observe({type: "layout-shift", buffered: true})
  setTimeout(() => resolve(sum), 150)
})
"""


class Watch:
    """Collects what is wrong on `page`, wherever it goes; `problems` is empty when nothing was."""

    def __init__(self, page, axe) -> None:
        self.page, self.axe = page, axe
        self.problems: list[str] = []
        self.allowed: set[int] = set()
        page.on("console", self._console)
        page.on("request", self._request)

    def _console(self, message) -> None:
        if "net::ERR_FAILED" in message.text:
            return  # a request cut off by leaving the page; what is really missing answers with a status
        if message.type in ("error", "warning") and not any(f" {status} " in message.text for status in self.allowed):
            self.problems.append(f"{self.page.url}: console: {message.text}")

    def _request(self, request) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and urlsplit(request.url).hostname not in (
            "localhost",
            "127.0.0.1",
        ):
            self.problems.append(f"{self.page.url}: asks another host: {request.url}")

    def look(self, barriers: bool = True) -> None:
        """Judge the page as it stands now."""
        width = self.page.viewport_size["width"]
        if (needed := self.page.evaluate("document.documentElement.scrollWidth")) > width:
            self.problems.append(f"{self.page.url}: needs {needed} px of {width}")
        if barriers:
            try:
                self.axe(self.page)
            except AssertionError as error:
                self.problems.append(
                    f"{width} px: {str(error).splitlines()[0]}: {' '.join(str(error).splitlines()[1:])[:600]}"
                )

    def visit(self, path: str, status: int = 200, barriers: bool = True) -> None:
        """Go there and judge; `status` is what the address answers."""
        self.allowed = {status} if status >= 400 else set()
        answer = self.page.goto(path, wait_until="load")
        if answer.status != status:
            self.problems.append(f"{path}: {answer.status} instead of {status}")
        self.look(barriers)
