"""Phone numbers as people type them: full-width digits, spaces and dashes, with or without +86, into E.164."""

import re
import unicodedata

import phonenumbers

REGION = "CN"
MOBILE_DIGITS = 11
_SEPARATORS = re.compile(r"[\s\-‐-―()（）.·]+")
_PLAUSIBLE = re.compile(r"\+?\d+")


class PhoneError(ValueError):
    """The text is no phone number. `code` is phone_length, phone_unreadable or phone_unknown; `digits` how many there were."""

    def __init__(self, code: str, digits: int) -> None:
        super().__init__(code)
        self.code = code
        self.digits = digits


def squeeze(text: str) -> str:
    """The characters that count: half-width, without spaces, dashes and brackets."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))


def normalise(text: str) -> str:
    """The number in E.164 ("+8613800138000").

    Raises PhoneError: other characters than digits; a national number that has not 11 digits; a number range that
    does not exist (ITU-T E.164 and the numbering plans that the `phonenumbers` package carries).
    """
    plain = squeeze(text)
    digits = sum(character.isdigit() for character in plain)
    if not _PLAUSIBLE.fullmatch(plain):
        raise PhoneError("phone_unreadable", digits)
    if plain.startswith("0086"):
        plain = f"+{plain[2:]}"
    national = plain.removeprefix("+86")
    if not national.startswith("+") and len(national) != MOBILE_DIGITS:
        raise PhoneError("phone_length", len(national))
    try:
        number = phonenumbers.parse(plain, REGION)
    except phonenumbers.NumberParseException as error:
        raise PhoneError("phone_unreadable", digits) from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneError("phone_unknown", digits)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def login_key(text: str) -> str:
    """What somebody typed to log in, as it is stored: a phone number in E.164, otherwise the username in small letters."""
    plain = squeeze(text)
    # "8613800138000": some telephones fill in the country code without its plus sign.
    candidates = [plain, f"+{plain}"] if len(plain) == MOBILE_DIGITS + 2 and plain.startswith("86") else [plain]
    for candidate in candidates:
        try:
            return normalise(candidate)
        except PhoneError:
            continue
    return unicodedata.normalize("NFKC", text).strip().lower()
