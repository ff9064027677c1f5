"""Loads all that a run needs, once, for the children of a process to have it when they are forked."""

from __future__ import annotations

import importlib
import pkgutil

from scrapy.utils.misc import load_object

import crawler.settings
import crawler.spiders

LATE = (
    "alembic.command",
    "cn2an",
    "crawler.cli.main",
    "crawler.run",
    "encodings.idna",
    "encodings.utf_8_sig",
    "pipeline.report.jsonl",
    "pipeline.report.text_holdings",
    "protego",
    "psycopg",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.robotstxt",
    "scrapy.spidermiddlewares.depth",
    "scrapy.spidermiddlewares.referer",
    "scrapy.squeues",
    "sqlalchemy.dialects.postgresql.psycopg",
)
"""What is loaded only when it is needed, and a run needs; `cn2an` alone, for a Chinese numeral, takes as long as a small run."""


def load() -> None:
    """Load what a run needs, and read the lexicons: every child has them then."""
    from crawler.cli.main import command
    from pipeline.claims.read import claims

    for name in LATE:
        importlib.import_module(name)
    for found in pkgutil.iter_modules(crawler.spiders.__path__, "crawler.spiders."):
        importlib.import_module(found.name)
    for path in (*crawler.settings.DOWNLOADER_MIDDLEWARES, *crawler.settings.ITEM_PIPELINES, *crawler.settings.EXTENSIONS):
        load_object(path)
    command()
    claims(["截至2026年2月，内江高新区累计引进电子信息项目22个。"], doc="first", published=None)
