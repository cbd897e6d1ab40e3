"""Values of condition keys that are more than text: numbers, dates, addresses.

Each reader answers None for a text that is none of its sort; such a value equals only itself.
"""

import re
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Final

_NUMBER = re.compile(
    r"[-+]?(?:[0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE][-+]?[0-9]{1,2})?"
)
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]{1,12})?)?)?"
    r"(?:[Zz]|([-+])([0-9]{2}):?([0-9]{2}))?)?"
)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Network = IPv4Network | IPv6Network


@lru_cache(maxsize=8192)
def number(text: str) -> Fraction | None:
    """The number that a text is: `100` and `100.0` are one."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=8192)
def moment(text: str) -> Fraction | None:
    """Seconds since 1970 of a date (ISO 8601 as W3C profiles it) or of epoch seconds."""
    match = _DATE.fullmatch(text)
    if not match:
        return number(text)
    year, month, day = (int(each or 1) for each in match.groups()[:3])
    hour, minute, second = (int(each or 0) for each in match.groups()[3:6])
    try:
        day_start = datetime(year, month, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
    sign = -1 if match[8] == "-" else 1
    offset = sign * (int(match[9] or 0) * 3600 + int(match[10] or 0) * 60)
    whole = (day_start - _EPOCH) // timedelta(seconds=1)
    return Fraction(whole + second - offset) + Fraction(match[7] or 0)


@lru_cache(maxsize=8192)
def network(text: str) -> Network | None:
    """The addresses that a text stands for: `10.0.0.1` is `10.0.0.1/32`."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def number_text(value: Fraction) -> str:
    """A number as decimal digits; exact for what is made of numbers that `number` read."""
    if value.denominator == 1:
        return str(value.numerator)
    places = 0
    while (value * 10**places).denominator != 1 and places < 150:
        places += 1
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def moment_text(value: Fraction) -> str:
    """A date in ISO 8601, or epoch seconds where it is none."""
    if value.denominator == 1:
        try:
            date = _EPOCH + timedelta(seconds=value.numerator)
        except OverflowError:
            return number_text(value)
        return date.replace(tzinfo=None).isoformat() + "Z"
    return number_text(value)
