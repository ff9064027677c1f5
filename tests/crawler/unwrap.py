"""An item pipeline in place of the real ones: gives on the bare capture, for a feed export to write down."""

from __future__ import annotations

from db.records import Capture
from pipeline.way import Visit


class Unwrap:
    """Takes a capture out of its visit."""

    def process_item(self, item: Visit) -> Capture:
        """The capture alone."""
        return item.capture
