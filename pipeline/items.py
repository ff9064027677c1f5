"""The Scrapy item pipelines, one a stage of the way, in the order of ITEM_PIPELINES.

An item is a Visit, which holds nothing but the capture when it comes from the spider. The stages themselves, and
what they promise, stand in `way.py`; here they only meet Scrapy.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Self

from pipeline import way
from pipeline.rooms import Rooms


class StagePipeline(ABC):
    """Runs one stage for every item of a spider that carries its `rooms`."""

    def __init__(self, rooms: Rooms) -> None:
        self.rooms = rooms

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Take the rooms from the spider, which got them from the door."""
        return cls(crawler.spider.rooms)

    @abstractmethod
    def stage(self, visit: way.Visit) -> way.Visit:
        """The stage of the way that this pipeline runs."""

    def process_item(self, item: way.Visit) -> way.Visit:
        """One stage further."""
        return self.stage(item)


class Keep(StagePipeline):
    """Pass over what is about nothing we watch."""

    def stage(self, visit: way.Visit) -> way.Visit:
        """Whether the page is one of ours."""
        return way.keep(visit, self.rooms)


class Again(StagePipeline):
    """Write at once what shows a page as it is known."""

    def stage(self, visit: way.Visit) -> way.Visit:
        """Capture to store, where nothing else is to be found out."""
        return way.again(visit, self.rooms)


class Archive(StagePipeline):
    """Keep the raw capture."""

    def stage(self, visit: way.Visit) -> way.Visit:
        """Bytes to the captures folder."""
        return way.archive(visit, self.rooms)


class Strip(StagePipeline):
    """Strip the page's chrome through a layout."""

    def stage(self, visit: way.Visit) -> way.Visit:
        """Capture to article."""
        return way.strip(visit, self.rooms)


class Versions(StagePipeline):
    """Find out whether the text is new."""

    def stage(self, visit: way.Visit) -> way.Visit:
        """Article to version and claims."""
        return way.version(visit, self.rooms)


class Changes(StagePipeline):
    """Record version and changes, and count them into the run's statistics."""

    def __init__(self, rooms: Rooms, stats: Any) -> None:
        super().__init__(rooms)
        self.stats = stats

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """Take the rooms from the spider and the run's statistics from the crawler."""
        return cls(crawler.spider.rooms, crawler.stats)

    def stage(self, visit: way.Visit) -> way.Visit:
        """Everything about one capture to the store, counted."""
        done = way.change(visit, self.rooms)
        outcome = way.outcome_of(done)
        if done.passed_over:
            self.stats.inc_value("zonewatch/passed_over")
        if outcome:
            self.stats.inc_value(f"zonewatch/outcome/{outcome}")
        if done.recorded:
            self.stats.inc_value("zonewatch/new_pages", int(done.recorded.new_page))
            self.stats.inc_value("zonewatch/new_versions", int(done.recorded.new_version))
            self.stats.inc_value("zonewatch/changes", done.recorded.changes)
        return done
