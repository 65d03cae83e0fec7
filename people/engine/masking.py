"""Masking of personal data (domain.md 7.11): what a stranger may see of a name or a phone number."""

# Common two-character surnames; any other name keeps its first character only.
_COMPOUND = {
    "欧阳",
    "司马",
    "上官",
    "诸葛",
    "东方",
    "皇甫",
    "尉迟",
    "公孙",
    "慕容",
    "令狐",
    "宇文",
    "长孙",
    "夏侯",
    "司徒",
    "端木",
}


def mask_name(name: str) -> str:
    """周小明 → 周*; 欧阳明 → 欧阳*; empty stays empty."""
    if not name:
        return ""
    surname = name[:2] if len(name) > 2 and name[:2] in _COMPOUND else name[:1]
    return f"{surname}*"


def mask_phone(phone: str | None) -> str:
    """+8613812341234 → 138****1234; any other length is hidden whole; none stays none."""
    if not phone:
        return ""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) == 11 else "****"
