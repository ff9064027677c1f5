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

from crawler.quiet import checked as leaves_time
from crawler.quiet import stretch
from crawler.schedule import checked, interval
from pipeline.claims.zones import Gazetteer, ListedZone, with_added
from pipeline.folder import place_of
from pipeline.message import Recipient, recipients


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


def _hours(text: str) -> str:
    stretch(text)
    return text


def _listen(text: str) -> str:
    host, _, port = text.rpartition(":")
    if text != "off" and not (host and port.isascii() and port.isdecimal() and int(port) <= 65535):
        raise ValueError("it must be an address and a port, such as 127.0.0.1:9464, or off")
    return text


def _span(value: Any) -> Any:
    return interval(value) if isinstance(value, str) else value


def _kept(value: Any) -> Any:
    return None if value == "all" else _span(value)


def _place(value: Any) -> Any:
    if not isinstance(value, str | Path):
        raise ValueError("it must be a folder, or an address such as s3://bucket/captures")
    return place_of(value) if isinstance(value, str) else value


def _name(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Origin = Annotated[str, AfterValidator(_origin)]
Span = Annotated[timedelta, BeforeValidator(_span), Field(gt=timedelta(0))]
Hours = Annotated[tuple[Annotated[str, AfterValidator(_hours)], ...], Strict(False), AfterValidator(leaves_time)]
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

    dir: Annotated[Path | str, BeforeValidator(_place)] = Path("var/captures")
    """Where the WARC files lie: a folder, or the address of shared storage, such as s3://bucket/captures."""

    keep: Literal["some", "all"] = "some"
    """Whose bytes are kept: of captures that show something new or went wrong, and of one a page and day; or of all."""

    retain: Annotated[timedelta | None, BeforeValidator(_kept)] = None
    """How long the bytes of a capture are kept that proves no version and no removal; `all`, or None, keeps everything. See `prune`."""


class AddedZone(Table):
    """One of `[[zones.add]]`: a zone the gazetteer does not list."""

    name: str = Field(min_length=3)
    """The name it is shown by, such as 内江新城."""

    short: Names = ()
    """Further names it is found by."""

    province: str = ""
    """Province or municipality, without 省 or 市."""

    city: str = ""
    """City or county, without 市; empty means the name's own first two characters."""

    code: Annotated[str, Field(pattern=r"^\d{6}$")] = "000000"
    """GB/T 2260 code of its city or district, six digits; 000000 when unknown."""

    kind: Literal["gxq", "jkq", "zbq", "xq", "zmq", "other"] = "other"
    """High-tech zone, economic and technological development zone, bonded zone, new area, pilot free trade zone, or another."""

    def listed(self) -> ListedZone:
        """The zone as the gazetteer lists it; one without a code is told from others by its name."""
        place = self.city or self.name[:2]
        own = "" if self.code != "000000" else f"-{self.name}"
        names = tuple(dict.fromkeys((self.name, *self.short)))
        identity = f"zone:CN-{self.code}-{self.kind}{own}"
        return ListedZone(id=identity, name=self.name, names=names, kind=self.kind, code=self.code, province=self.province, place=place)


class ZonesTable(Table):
    """`[zones]`"""

    add: Annotated[tuple[AddedZone, ...], Strict(False)] = ()
    """Zones to find beside those of the gazetteer."""

    watch: Names = ()
    """Names of the zones to watch; empty means every zone of the gazetteer."""


class PolicyTable(Table):
    """`[policy]`: when a page is looked at again; see policy.py."""

    floor: Span = timedelta(hours=1)
    """No look comes sooner than this after another."""

    ceiling: Span = timedelta(days=14)
    """No look comes later, whatever the page's age."""

    stake: float = Field(default=0.05, gt=0, le=10)
    """A look is worth its request once so many edits are to be expected since the last; a short budget raises it."""

    pace: float = Field(default=0.25, gt=0, le=10)
    """A page that is gone is looked at after this share of the time it has been gone."""

    deadline: Span = timedelta(days=3)
    """How long before and after a promise of its text falls due a page is looked at once a day."""

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

    language: Literal["auto", "zh", "en"] = "auto"
    """Language of the review pages; `auto` for what the browser asks for, Chinese where it asks for neither."""

    name: str = Field(default="", max_length=100)
    """Who reviews, where there are no users; the desk asks when it is empty."""

    origin: Origin | None = None
    """Where people reach the desk when something stands before it, such as https://desk.example; None: at its own address."""

    host: str = Field(default="127.0.0.1", min_length=1)
    """Address the desk listens on."""

    port: int = Field(default=8484, ge=1, le=65535)
    """Port the desk listens on."""


class DaemonTable(Table):
    """`[daemon]`: how runs are started and watched."""

    parallel: int = Field(default=2, ge=1, le=16)
    """Runs under way at once, of different sources."""

    spread: Span = timedelta(seconds=5)
    """Least time between the starts of two runs, so that a start-up with much overdue is no storm."""

    jitter: Span = timedelta(seconds=30)
    """A run begins up to so much later than its schedule says, but never by more than a twentieth of its interval."""

    time_limit: Span = timedelta(hours=1)
    """A run that takes longer is ended; what it has done is kept, and the rest stays due."""

    memory_limit: int = Field(default=1024, ge=256)
    """Address space of one run in MiB."""

    lease: Annotated[Span, Field(ge=timedelta(seconds=3))] = timedelta(seconds=60)
    """How long a daemon's hold on its store outlives it when it is killed."""

    metrics: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:9464"
    """Address and port of `/metrics` (Prometheus) and `/health`; `off` for none."""

    log: Literal["text", "json"] = "text"
    """Form of the log on standard error: lines for people, or one JSON object a line."""


class WorkerTable(Table):
    """`[worker]`: how workers on PostgreSQL know of each other."""

    silence: Annotated[Span, Field(ge=timedelta(seconds=2))] = timedelta(seconds=10)
    """A worker that gave no sign of life for so long is dead, and its runs are made again; it gives four in that time."""


class SourceTable(Table):
    """`[sources.<name>]`"""

    enabled: bool = True
    """False leaves the source out of daemon and tick."""

    origin: Origin | None = None
    """Address asked in place of the public host (a mirror, a loopback replay); None for the public host."""

    schedule: Annotated[str, AfterValidator(checked)] = "6h"
    """When known pages that are due are looked at: an interval such as 6h, or five cron fields in Shanghai time."""

    discover_schedule: Annotated[str, AfterValidator(checked)] | None = None
    """When new pages are looked for; None: together with the known ones."""

    quiet: Hours = ()
    """Hours of the day in Shanghai in which no run begins, such as 23:00-06:30."""

    budget: int = Field(default=5000, ge=1)
    """Looks at known pages a day, at most, spent evenly; they go to the pages that are latest for the wait planned for them."""

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
    worker: WorkerTable = WorkerTable()
    sources: Mapping[str, SourceTable]
    zones: ZonesTable = ZonesTable()
    policy: PolicyTable = PolicyTable()
    notify: Mapping[Annotated[str, Field(min_length=1, max_length=40)], Mapping[str, Any]] = Field(default_factory=dict, repr=False)
    desk: DeskTable = DeskTable()
    daemon: DaemonTable = DaemonTable()

    def recipients(self) -> tuple[Recipient, ...]:
        """Who is told of what, by the tables of `[notify]`."""
        return recipients(self.notify, "zh" if self.desk.language == "auto" else self.desk.language)

    def gazetteer(self) -> Gazetteer | None:
        """The listed zones with those of `[[zones.add]]`; None when none is added."""
        return with_added(tuple(zone.listed() for zone in self.zones.add)) if self.zones.add else None
