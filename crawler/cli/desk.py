"""Commands about the desk: desk."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from crawler.cli import doors
from db.errors import ZonewatchError

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.keys import Config
    from db.store import Store
    from pipeline.desk.rooms import Desk

commands = typer.Typer()


class NoUsers(ZonewatchError):
    """The desk would listen on {host} for others, and nobody has a password: add somebody first, `zonewatch user add NAME --role admin`."""


@commands.command()
def desk(
    host: Annotated[str | None, typer.Option("--host", metavar="H", help="Address to listen on; else `[desk] host`.")] = None,
    port: Annotated[
        int | None, typer.Option("--port", metavar="P", help="Port to listen on; else `[desk] port`.", min=0, max=65535)
    ] = None,
    now: doors.Now = None,
) -> None:
    """The review pages, for a browser: queue, changes, zones, promises, health. Ctrl-C ends it.

    Example: zonewatch desk --port 8484
    """
    import uvicorn

    from pipeline.desk.app import serve_app
    from pipeline.desk.draw import ready

    config = doors.configuration()
    listens = host or config.desk.host
    with doors.opened(config) as store:
        ready()
        made = room(store, config, listens, _clock(now))
        server = uvicorn.Config(
            serve_app(made),
            host=listens,
            port=config.desk.port if port is None else port,
            proxy_headers=False,  # who is on this machine must not be a matter of what a header says
            server_header=False,
            log_level="warning",
        )
        doors.note(f"the desk opens on http://{f'[{listens}]' if ':' in listens else listens}:{server.port}/ (Ctrl-C ends it)")
        uvicorn.Server(server).run()


def room(store: "Store", config: "Config", host: str, clock: "Callable[[], datetime]") -> "Desk":
    """What a desk works with; raises NoUsers where it would be open to others."""
    from urllib.parse import urlsplit

    from crawler.health import sources_view, watch_findings
    from db.people import anybody, key
    from pipeline.desk.rooms import Desk, Standing, Watched
    from pipeline.folder import folder_at

    with store.unit() as unit:
        users, sealing = anybody(unit), key(unit, "desk")
    if not users and not is_loopback(host):
        raise NoUsers(host=host)
    origin = urlsplit(config.desk.origin or "")
    return Desk(
        store=store,
        captures=folder_at(config.captures.dir),
        clock=clock,
        key=sealing,
        language=config.desk.language,
        name=config.desk.name,
        loopback=is_loopback(host),
        hosts=frozenset(name for name in ("localhost", origin.hostname, host.lower()) if name),
        secure=origin.scheme == "https",
        standings=lambda unit, at: [Standing(what=one.what, well=one.well, words=one.words) for one in watch_findings(store, config, at)],
        sources=lambda unit, at: [
            Watched(name=one.name, enabled=one.enabled, schedule=one.schedule, due=len(one.due)) for one in sources_view(unit, config, at)
        ],
    )


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine alone."""
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _clock(now: str | None) -> "Callable[[], datetime]":
    fixed = doors.moment(now) if now else None
    return lambda: fixed or datetime.now(UTC)
