"""Draws the icons of phones from the mark, with the browser of the tests: `python -m scripts.icons` after the mark changed."""

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).resolve().parent.parent / "core" / "static" / "core" / "icons"
# Name, pixels, and how much of the width the mark takes: a maskable icon is cut to a circle by some phones.
DRAWN = [("mark-192.png", 192, 1.0), ("mark-512.png", 512, 1.0), ("mark-maskable.png", 512, 0.7)]
GREEN = "#0a6650"


def main() -> None:
    mark = (ICONS / "mark.svg").read_text()
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, pixels, part in DRAWN:
            page = browser.new_page(viewport={"width": pixels, "height": pixels})
            back = GREEN if part < 1 else "transparent"
            page.set_content(
                f"<style>body{{margin:0;display:grid;place-items:center;height:100vh;background:{back}}}"
                f"svg{{width:{pixels * part}px;height:{pixels * part}px}}</style>{mark}"
            )
            page.screenshot(path=str(ICONS / name), omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
