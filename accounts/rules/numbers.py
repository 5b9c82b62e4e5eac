"""Numbers that identify businesses. A right checksum proves only that the number was typed as it is written."""

import re

_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_CORPORATE_WEIGHTS = (1, 2) * 6


def digits(text: str) -> str:
    """``text`` without the hyphens and spaces that people write between digits."""
    return re.sub(r"[\s\-–—]", "", text)


def business_check_digit(first_nine: str) -> int:
    """The tenth digit of a business registration number (사업자등록번호).

    Σ of the weighted digits plus the tens of the ninth digit times five; what is missing to the next ten.
    """
    total = sum(int(digit) * weight for digit, weight in zip(first_nine, _BUSINESS_WEIGHTS, strict=True))
    return (10 - (total + int(first_nine[8]) * 5 // 10) % 10) % 10


def is_business_number(text: str) -> bool:
    """Whether ``text`` (hyphens allowed) is a well-formed business registration number with a right check digit."""
    number = digits(text)
    if not re.fullmatch(r"[0-9]{10}", number) or number.startswith("0"):
        return False
    return int(number[9]) == business_check_digit(number[:9])


def is_corporate_number(text: str) -> bool:
    """Whether ``text`` has the form and check digit of a corporate registration number (법인등록번호).

    Some old numbers fail the check though they are real: warn, never refuse.
    """
    number = digits(text)
    if not re.fullmatch(r"[0-9]{13}", number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:12], _CORPORATE_WEIGHTS, strict=True))
    return int(number[12]) == (10 - total % 10) % 10


def formatted_business_number(number: str) -> str:
    """123-45-67890."""
    return f"{number[:3]}-{number[3:5]}-{number[5:]}"


def formatted_corporate_number(number: str) -> str:
    """110111-1234567."""
    return f"{number[:6]}-{number[6:]}" if number else ""
