"""The rule at the door of the store: U+0000, which PostgreSQL keeps in no text, is kept as U+FFFD, on SQLite as well.

HTML asks the same of a browser. It holds for what is asked for, too, so that what was put in under such a name is found
under it. A lone half of a surrogate pair is no character at all and is refused by either driver.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NUL, INSTEAD = "\x00", "\ufffd"


def storable(value: Any) -> Any:
    """A value as it is kept."""
    return value.replace(NUL, INSTEAD) if isinstance(value, str) and NUL in value else value


def all_storable(given: Any) -> Any:
    """The values of a statement as they are kept: by name, by place, or a list of either."""
    if isinstance(given, tuple):
        return tuple(storable(value) for value in given) if _any(given) else given
    if isinstance(given, Mapping):
        return {name: storable(value) for name, value in given.items()} if _any(given.values()) else given
    return [all_storable(one) for one in given] if isinstance(given, list) else given


def before_execute(_connection: Any, _cursor: Any, statement: str, given: Any, _context: Any, _many: bool) -> tuple[str, Any]:
    """Listens to what SQLAlchemy is about to execute."""
    return statement, all_storable(given)


def _any(values: Any) -> bool:
    for value in values:  # noqa: SIM110 -- every statement comes by here, and a generator costs more than what it asks
        if isinstance(value, str) and NUL in value:
            return True
    return False
