"""Let the collector of cycles rest while a text is read: thousands of small things are made, none of them in a cycle.

It would walk over all of them again and again and find nothing, which takes a sixth of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is looked for in cycles meanwhile, in the whole process; where the collector was off before, it stays off."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
