"""What zonewatch.toml may say: its tables and keys with their defaults, as frozen models.

What one source may set beyond the common keys stands in the TOML file beside its spider; config.py
puts the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict, model_validator

from crawler.schedule import checked, interval


def _origin(text: str) -> str:
    try:
        parts = urlsplit(text)
        plain = parts.scheme in {"http", "https"} and parts.hostname and not (parts.query or parts.fragment or parts.username)
        parts.port  # noqa: B018 -- reading it is what checks it
    except ValueError:
        plain = None
    if not plain:
        raise ValueError("an origin is http:// or https:// with a host, perhaps a port and a path, and nothing more")
    return text.rstrip("/")


def _span(value: Any) -> Any:
    return interval(value) if isinstance(value, str) else value


def _name(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Origin = Annotated[str, AfterValidator(_origin)]
Span = Annotated[timedelta, BeforeValidator(_span), Field(gt=timedelta(0))]
Names = Annotated[tuple[Annotated[str, BeforeValidator(_name), Field(min_length=1)], ...], Strict(False)]


class Table(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class StoreTable(Table):
    """`[store]`"""

    url: str = Field(default="sqlite:///var/zonewatch.db", min_length=1, repr=False)
    """SQLAlchemy address; not shown in logs, for it may hold a password."""


class CapturesTable(Table):
    """`[captures]`"""

    dir: Annotated[Path, Strict(False)] = Path("var/captures")
    """Folder of the WARC files and of the locks."""

    keep: Literal["some", "all"] = "some"
    """Whose bytes are kept: of captures that show something new or went wrong, and of one a page and day; or of all."""


class ZonesTable(Table):
    """`[zones]`"""

    watch: Names = ()
    """Names of the zones to watch; empty means every zone of the gazetteer."""


class PolicyTable(Table):
    """`[policy]`: when a page is looked at again; see policy.py."""

    floor: Span = timedelta(hours=1)
    """No look comes sooner than this after another."""

    ceiling: Span = timedelta(days=14)
    """No look comes later, whatever the page's age."""

    pace: float = Field(default=0.25, gt=0, le=10)
    """The next look comes after this share of the page's age."""

    removal: Annotated[Span, Field(ge=timedelta(hours=8))] = timedelta(hours=12)
    """How long after a removal was seen it is looked at again."""

    backoff: Span = timedelta(hours=2)
    """The wait after a first refusal or error; it doubles with every further one."""

    give_up: Span = timedelta(days=365)
    """A page removed or moved for so long is not looked at any more."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.floor <= self.removal <= self.ceiling:
            raise ValueError("floor, removal and ceiling must not decrease in this order: correct the one that is out of line")
        return self


class DeskTable(Table):
    """`[desk]`"""

    language: Literal["zh", "en"] = "zh"
    """Language of the review pages."""

    host: str = Field(default="127.0.0.1", min_length=1)
    """Address the desk listens on."""

    port: int = Field(default=8484, ge=1, le=65535)
    """Port the desk listens on."""


class SourceTable(Table):
    """`[sources.<name>]`"""

    enabled: bool = True
    """False leaves the source out of daemon and tick."""

    origin: Origin | None = None
    """Address asked in place of the public host (a mirror, a loopback replay); None for the public host."""

    schedule: Annotated[str, AfterValidator(checked)] = "6h"
    """An interval such as 6h, or five cron fields in Shanghai time."""

    delay: float = Field(default=3.0, ge=0, le=3600)
    """Seconds between two requests to one host."""

    concurrency: int = Field(default=1, ge=1, le=16)
    """Requests under way to one host."""

    timeout: float = Field(default=30.0, gt=0, le=600)
    """Seconds until a request is given up."""

    max_size: int = Field(default=16 * 1024 * 1024, ge=1024)
    """Largest body taken, in bytes."""

    contact: str = Field(default="", max_length=200, pattern=r"^[ -~]*$")
    """Address or page for the site's owner, sent in the user agent."""

    origins: Mapping[str, Origin] = Field(default_factory=dict)
    """Stand-ins of the source's further addresses: `archive_origin` is kept as `archive`."""

    discover: Mapping[str, bool | int | Names] = Field(default_factory=dict)
    """Where new pages are looked for."""

    keep_words: Names = ()
    """Words that make a listed article worth keeping beside the watched zones; empty with no zone watched: any zone does."""

    oldest: Span | None = None
    """What a list dates further back than this is left alone; None leaves nothing alone."""

    def names(self, key: str) -> tuple[str, ...]:
        """The names under one key of `discover`; empty when it is off."""
        value = self.discover[key]
        return value if isinstance(value, tuple) else ()

    def count(self, key: str) -> int:
        """The number under one key of `discover`."""
        value = self.discover[key]
        return value if isinstance(value, int) else 0


class Config(Table):
    """The whole file."""

    store: StoreTable = StoreTable()
    captures: CapturesTable = CapturesTable()
    sources: Mapping[str, SourceTable]
    zones: ZonesTable = ZonesTable()
    policy: PolicyTable = PolicyTable()
    notify: Mapping[str, Mapping[str, Any]] = Field(default_factory=dict)
    desk: DeskTable = DeskTable()
