"""Programs and fonts outside Python: what each is for, its Debian package, and their installation where that is allowed."""

import os
import shutil
import subprocess
from pathlib import Path

APT = Path(__file__).with_name("apt.sh")
CJK_FONT = "fc-list:zh"

# what for → (program, or CJK_FONT, Debian package)
TEST_TOOLS = {
    "a browser": (os.environ.get("CHROMIUM", "chromium"), "chromium"),
    "pdftotext and pdftoppm": ("pdftotext", "poppler-utils"),
    "a QR reader": ("zbarimg", "zbar-tools"),
    "a Chinese system font": (CJK_FONT, "fonts-noto-cjk"),
}
CHECK_TOOLS = {"xgettext": ("xgettext", "gettext")}


def present(program: str) -> bool:
    """Whether the program, or a font with Chinese characters, is installed."""
    if program != CJK_FONT:
        return bool(shutil.which(program) or list(Path("/usr/lib/postgresql").glob(f"*/bin/{program}")))
    if not shutil.which("fc-list"):
        return bool(list(Path("/usr/share/fonts").rglob("Noto*CJK*")))
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True).stdout.strip())


def install_missing(tools: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Install what is missing with one apt-get line; what is still missing, with the reason."""
    missing = {what: tool for what, tool in tools.items() if not present(tool[0])}
    if missing:
        packages = [package for _, package in missing.values()]
        subprocess.run([APT, *packages], env={**os.environ, "APT_SECONDS": "600"}, check=False)
    return {
        what: f"not installed (Debian: {package})"
        for what, (program, package) in missing.items()
        if not present(program)
    }
