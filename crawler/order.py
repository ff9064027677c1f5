"""What one run is asked to do: the arguments of a spider, as words from a command line, to a frozen order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from db.china import moment_of
from db.errors import ZonewatchError

NAMES = ("url", "urls", "due", "new", "limit", "now")
YES, NO = frozenset({"1", "true", "yes"}), frozenset({"", "0", "false", "no"})


class WrongArgument(ZonewatchError):
    """The spider's argument {name} {why}."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """One run's orders."""

    urls: tuple[str, ...] = ()
    """Visit just these addresses; empty means discovery and what is due."""

    due: bool = False
    """Leave discovery out."""

    new: bool = False
    """Only discovery: leave the known pages out."""

    limit: int | None = None
    """Visit so many pages at most; None for all."""

    now: datetime | None = None
    """The time to take for the present; None for the clock's."""

    @property
    def kind(self) -> str:
        """What the run log calls it: only `full`, `due` and `new` count as what a schedule asks for."""
        if self.urls or self.limit:
            return "urls" if self.urls else "part"
        return "due" if self.due else "new" if self.new else "full"


def order_of(arguments: Mapping[str, str]) -> Order:
    """The order given as words (`-a url=… -a due=1`); several addresses stand on lines of their own. Raises WrongArgument."""
    for name in arguments:
        if name not in NAMES:
            raise WrongArgument(name=name, why=f"is not known: the known ones are {', '.join(NAMES)}")
    due, new = (_switch(name, arguments.get(name, "")) for name in ("due", "new"))
    if due and new:
        raise WrongArgument(name="new", why="excludes due: leave both out to do both")
    lines = "\n".join(arguments.get(name, "") for name in ("url", "urls")).split("\n")
    return Order(
        urls=tuple(dict.fromkeys(line.strip() for line in lines if line.strip())),
        due=due,
        new=new,
        limit=_limit(arguments.get("limit", "")),
        now=_moment(arguments.get("now", "")),
    )


def words_of(order: Order) -> dict[str, str]:
    """The order as the words `order_of` reads."""
    words = {
        "urls": "\n".join(order.urls),
        "due": "1" if order.due else "",
        "new": "1" if order.new else "",
        "limit": "" if order.limit is None else str(order.limit),
        "now": order.now.isoformat() if order.now else "",
    }
    return {name: text for name, text in words.items() if text}


def _switch(name: str, text: str) -> bool:
    if text.lower() not in YES | NO:
        raise WrongArgument(name=name, why=f"is {text!r}: write 1 or 0")
    return text.lower() in YES


def _limit(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) > 0):
        raise WrongArgument(name="limit", why=f"is {text!r}: write a whole number above 0")
    return int(text)


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return moment_of(text)
    except ValueError as error:
        raise WrongArgument(name="now", why=f"is {text!r}: write ISO 8601, such as 2026-03-02T08:00:00+08:00") from error
