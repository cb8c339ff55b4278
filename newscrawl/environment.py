"""What the environment sets, with a sentence where it makes no sense."""

from __future__ import annotations

import math
import os


class SettingError(ValueError):
    """A variable that cannot be used; the message names it, its value and what would do."""


def read_number(name: str, default: float) -> float:
    """The number, 0 or above, that the variable holds; ``default`` where it is unset or empty. Raises SettingError."""
    text = os.environ.get(name) or str(default)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise SettingError(f"{name} is {text!r}; set it to a number of 0 or above, such as {default:g}")
    return number


def read_whole_number(name: str, default: int) -> int:
    """As ``read_number``, without a fraction."""
    number = read_number(name, default)
    if number != int(number):
        raise SettingError(f"{name} is {number:g}; set it to a whole number")
    return int(number)
