"""Files of a form that are drawn one at a time, when they are asked for: a report may be larger than memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping


class Drawn(Mapping[str, str]):
    """Names of files to their words; each is made anew whenever it is looked at."""

    def __init__(self, makers: Mapping[str, Callable[[], str]]) -> None:
        """`makers` draw one file each."""
        self._makers = dict(makers)

    def __getitem__(self, name: str) -> str:
        return self._makers[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __contains__(self, name: object) -> bool:
        return name in self._makers  # without drawing it
