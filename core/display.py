"""How a visitor wants pages shown: 长辈版, contrast, text size, theme. Kept in cookies, never in the session.

A page may be cached by path, language and `Display.key`: nothing else of the visitor changes a public page.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# Name of the choice: (cookie, what may be stored; the empty string is "no choice" and deletes the cookie).
CHOICES: dict[str, tuple[str, tuple[str, ...]]] = {
    "mode": ("gs_mode", ("", "elder")),
    "contrast": ("gs_contrast", ("", "high")),
    "text": ("gs_text", ("", "l")),
    "theme": ("gs_theme", ("", "light", "dark")),
}
COOKIE_AGE = 365 * 24 * 3600


@dataclass(frozen=True)
class Display:
    """The choices of one visitor. Each is "" (none) or one of the values of CHOICES."""

    mode: str = ""
    contrast: str = ""
    text: str = ""
    theme: str = ""

    @classmethod
    def from_cookies(cls, cookies: Mapping[str, str]) -> "Display":
        """Read the cookies; whatever is not a known value counts as no choice."""
        stored = {name: cookies.get(cookie, "") for name, (cookie, _values) in CHOICES.items()}
        return cls(**{name: value for name, value in stored.items() if value in CHOICES[name][1]})

    @property
    def elder(self) -> bool:
        return self.mode == "elder"

    @property
    def dark_media(self) -> str:
        """The media query of the dark sheet; empty when 浅色 was chosen and the sheet is not linked."""
        return {"dark": "all", "light": ""}.get(self.theme, "(prefers-color-scheme: dark)")

    @property
    def theme_color(self) -> str:
        """The colour of the browser's own bar."""
        return "#0d1512" if self.theme == "dark" else "#ffffff"

    @property
    def key(self) -> str:
        """Part of a cache key: two visitors with the same key see the same public page."""
        return "-".join((self.mode, self.contrast, self.text, self.theme))
