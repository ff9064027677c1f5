"""Work on the archive in batches: put into the queue for the workers, and waited for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import sleep

from db.errors import ZonewatchError
from db.jobs import defer_rereading, failing, queue_over, require_queue, unread
from db.sole import is_shared
from db.store import Store

LOOK = 0.5
"""Seconds between two looks at the queue."""


class NoWorkers(ZonewatchError):
    """{url} is for one machine and has no workers: run `zonewatch reextract` without --batches."""


def stretches(pages: Sequence[int], size: int) -> list[tuple[int, int]]:
    """Numbers of pages, ascending, as stretches of so many: from behind the first number up to the last."""
    return [(pages[at] - 1, pages[min(at + size, len(pages)) - 1]) for at in range(0, len(pages), size)]


def by_workers(store: Store, url: str, pages: Sequence[int], source: str | None, size: int) -> Iterator[int]:
    """Let the workers read pages again, `size` at a time; gives each batch as it is done. Raises NoWorkers or StoreFailing."""
    if not is_shared(store):
        raise NoWorkers(url=store.url)
    require_queue(store)
    with failing(store.url), queue_over(url, most=2).open() as app:
        wanted = stretches(pages, size)
        defer_rereading(app, wanted, source)
        done = 0
        while done < len(wanted):
            now = max(done, len(wanted) - unread(app))
            yield from range(done, now)
            done = now
            sleep(LOOK if done < len(wanted) else 0)
