"""The command for machines that share the work: worker."""

import os
from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()


@commands.command()
def worker(
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="Its name in the log; else machine and process.")] = None,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, max=64, metavar="C", help="Runs at once.")] = 2,
) -> None:
    """Take site runs from the queue of a PostgreSQL store, on any number of machines; ends cleanly on SIGTERM.

    Example: zonewatch worker --concurrency 4
    """
    from socket import gethostname
    from tempfile import TemporaryDirectory

    from crawler.accepted import accept
    from crawler.worker import worker as run_worker

    with TemporaryDirectory(prefix="zonewatch-") as folder:
        taken = accept(None, os.environ, Path(folder))
        called = name or f"{gethostname()}-{os.getpid()}"
        raise typer.Exit(run_worker(taken.config, taken.path, name=called, concurrency=concurrency))
