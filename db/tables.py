"""The tables of the store, alike on SQLite and PostgreSQL.

Moments are kept in UTC and come back aware; times as a page printed them keep their offset. What
repeats between versions (paragraphs) is stored once. Migrations under `migrations/` make these tables.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from db.compact import Digest, Rows, Words
from db.packing import Packed
from db.records import aware

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = MetaData(naming_convention=NAMES)

Row = BigInteger().with_variant(Integer(), "sqlite")
"""Number of a row: 64 bits on both, which SQLite calls an integer."""


class Moment(TypeDecorator[datetime]):
    """An instant, kept in UTC; naive datetimes are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; SQLite's type knows no zone, so it is left off there."""
        aware("a stored moment", value)
        if value is None:
            return None
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Printed(TypeDecorator[datetime]):
    """A time as a page states it: ISO 8601 text with the page's own offset."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To text with its offset."""
        aware("a printed time", value)
        return value.isoformat() if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Back, with the same offset."""
        return datetime.fromisoformat(value) if value else None


source = Table(
    "source",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("first_seen", Moment, nullable=False),
)

page = Table(
    "page",
    metadata,
    Column("id", Row, primary_key=True),
    Column("source", ForeignKey("source.name"), nullable=False),
    Column("key", String(200), nullable=False),
    Column("state", String(20), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("next_look", Moment),
    Column("wanted", Boolean, nullable=False, default=False),
    Column("looked_at", Moment),
    UniqueConstraint("source", "key"),
    Index(None, "source", "next_look"),
    Index(None, "source", "first_seen"),
)

address = Table(
    "address",
    metadata,
    Column("id", Row, primary_key=True),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("own", Boolean, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    UniqueConstraint("page_id", "url"),
    Index(None, "url"),
)

# `digest` is what a paragraph is looked up by: 64 bits of its SHA-256. Two paragraphs may share one; their words tell them apart.
paragraph = Table(
    "paragraph",
    metadata,
    Column("id", Row, primary_key=True),
    Column("digest", BigInteger, nullable=False),
    Column("text", Words, nullable=False),
    Index(None, "digest"),
)

# Every text read has a row here; the versions are those with a number (pipeline/sighted.py, pipeline/timeline.py).
# A capture points to the text it shows, and to the version which that text is or belongs to.
# `first_sha256` is the digest under which changes name a version: it stays when the text is read again.
version = Table(
    "version",
    metadata,
    Column("id", Row, primary_key=True),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("number", Integer),
    Column("title", Text, nullable=False),
    Column("key", String(200)),
    Column("byline", Text),
    Column("source_line", Text),
    Column("original_title", Text),
    Column("published_at", Printed),
    Column("updated_at", Printed),
    Column("paragraphs", Rows, nullable=False),
    Column("captions", JSON, nullable=False),
    Column("text_sha256", Digest, nullable=False),
    Column("first_sha256", Digest, nullable=False),
    Column("length", Integer, nullable=False),
    Column("layout", String(60), nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("deadlines", JSON(none_as_null=True)),
    Column("essence", String(22)),
    UniqueConstraint("page_id", "number"),
)

# Two versions of a page that were shown in turn within hours: no change of the page, and nothing to be told.
flicker = Table(
    "flicker",
    metadata,
    Column("settled", ForeignKey("version.id"), primary_key=True),
    Column("other", ForeignKey("version.id"), primary_key=True),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("times", Integer, nullable=False),
)

capture = Table(
    "capture",
    metadata,
    Column("id", Row, primary_key=True),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("status", Integer),
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("layout", String(60)),
    Column("payload_sha256", String(64), nullable=False),
    Column("size", Integer, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("warc", Text),
    Column("imported", Boolean, nullable=False),
    Column("repeated", Boolean, nullable=False),
    Column("headers", JSON(none_as_null=True)),
    Column("text_id", ForeignKey("version.id")),
    Column("version_id", ForeignKey("version.id")),
    UniqueConstraint("page_id", "fetched_at", "url", "payload_sha256"),
    Index(None, "fetched_at"),
    Index(None, "warc", sqlite_where=text("warc IS NOT NULL"), postgresql_where=text("warc IS NOT NULL")),
)

# What a page says of a zone, once, however many of its versions say it; offsets count from the start of its evidence.
# `thread` is common to claims that may be compared across articles, `place` is where it stands in it (`place_in_thread`);
# `due` is the day of a promise nobody has judged yet. `page_id` is the page of its document.
statement = Table(
    "statement",
    metadata,
    Column("id", Row, primary_key=True),
    Column("digest", LargeBinary(16), nullable=False, unique=True),
    Column("zone", String(100)),
    Column("thread", String(16)),
    Column("due", Date),
    Column("body", Packed, nullable=False),
    Column("page_id", Integer),
    Column("place", BigInteger),
    Index(None, "zone", "page_id"),
    Index(None, "thread", "place"),
    Index(None, "due", sqlite_where=text("due IS NOT NULL"), postgresql_where=text("due IS NOT NULL")),
)

# The statements that a version makes, as steps from one claim to the next (db/said.py); `first` is the lowest of their rows,
# `number` how many claims there are.
said = Table(
    "said",
    metadata,
    Column("version_id", ForeignKey("version.id"), primary_key=True),
    Column("first", ForeignKey("statement.id"), nullable=False),
    Column("places", LargeBinary, nullable=False),
    Column("number", Integer, nullable=False),
)

edit = Table(
    "edit",
    metadata,
    Column("id", Row, primary_key=True),
    Column("from_version", ForeignKey("version.id"), nullable=False),
    Column("to_version", ForeignKey("version.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("op", String(10), nullable=False),
    Column("old", JSON, nullable=False),
    Column("new", JSON, nullable=False),
    Column("tokens", JSON, nullable=False),
    UniqueConstraint("from_version", "to_version", "ordinal"),
)

change = Table(
    "change",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("page_id", ForeignKey("page.id"), nullable=False),
    Column("from_version", ForeignKey("version.id"), nullable=False),
    Column("to_version", ForeignKey("version.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("kinds", JSON, nullable=False),
    Column("zone", String(100)),
    Column("before", Packed),
    Column("after", Packed),
    Column("old_words", Text),
    Column("new_words", Text),
    Column("severity", Float, nullable=False),
    Column("reasons", JSON, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("last_without", Moment, nullable=False),
    Column("first_with", Moment, nullable=False),
    Column("technical", Boolean, nullable=False),
    Column("edit_group", String(16), nullable=False),
    Column("verdict", String(10), nullable=False, server_default=""),
    Column("outlet", String(100), nullable=False, server_default=""),
    Index(None, "page_id"),
    Index(None, "seen_at"),
    Index(None, "zone", "seen_at"),
    Index("ix_change_open", "technical", "verdict", "severity", "seen_at", "id"),
    Index("ix_change_of_zone", "zone", "technical", "verdict", "severity", "seen_at", "id"),
    Index("ix_change_twins", "edit_group", "technical", "verdict", "severity", "seen_at", "id", "page_id", "kind", "zone", "outlet"),
    Index("ix_change_queue", "technical", "severity", "seen_at", "id", "verdict", "kind", "zone", "page_id", "edit_group", "outlet"),
)

# `verdict` says of a change what stands of the rows of `review`, so that the queue need not look them up (db/verdicts.py);
# `outlet` is the beginning of the origin that the version after states; the indexes hold all that the queue's order, its
# plain filters and its groups ask for.
# The changes that a search finds by the pairs of characters in their words (db/search.py). PostgreSQL keeps the pairs, and an index
# of them; SQLite a full-text index alone, in which a row stands under its number here.
searched = Table(
    "searched",
    metadata,
    Column("id", Row, primary_key=True),
    Column("change_id", String(16), nullable=False, unique=True),
    Column("pairs", Text),
)

# A verdict outlives a recomputed history, so `change` is the stable identity and not a foreign key.
review = Table(
    "review",
    metadata,
    Column("id", Row, primary_key=True),
    Column("change", String(16), nullable=False),
    Column("verdict", String(10), nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("note", Text, nullable=False),
    Index(None, "change"),
    Index(None, "by"),
)

# Who may use the desk; `secret` is the password's argon2 hash. A session is known by the digest of its token alone.
person = Table(
    "person",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("secret", Text, nullable=False),
    Column("since", Moment, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", ForeignKey("person.name"), nullable=False),
    Column("label", String(100), nullable=False),
    Column("since", Moment, nullable=False),
    Column("used_at", Moment),
    Index(None, "person"),
)

session = Table(
    "session",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("person", ForeignKey("person.name"), nullable=False),
    Column("since", Moment, nullable=False),
    Column("used_at", Moment, nullable=False),
    Index(None, "person"),
)

# What the desk signs its cookies and forms with; made on first use.
desk_key = Table("desk_key", metadata, Column("name", String(20), primary_key=True), Column("key", LargeBinary(32), nullable=False))

run = Table(
    "run",
    metadata,
    Column("id", Row, primary_key=True),
    Column("source", ForeignKey("source.name"), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("requests", Integer, nullable=False),
    Column("outcomes", JSON, nullable=False),
    Column("new_pages", Integer, nullable=False),
    Column("new_versions", Integer, nullable=False),
    Column("changes", Integer, nullable=False),
    Column("passed_over", Integer, nullable=False, default=0),
    Column("rests", JSON, nullable=False),
    Column("kind", String(10), nullable=False, server_default="full"),
    Column("fault", Text),
    Index(None, "source", "started_at"),
)

# No page is made for such an article, so there is no foreign key to one.
passed_over = Table(
    "passed_over",
    metadata,
    Column("source", ForeignKey("source.name"), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("seen_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(200), nullable=False),
    Column("taken_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

told = Table(
    "told",
    metadata,
    Column("id", Row, primary_key=True),
    Column("topic", String(100), nullable=False),
    Column("well", Boolean, nullable=False),
    Column("notifier", String(40), nullable=False),
    Column("message", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("sent_at", Moment),
    Column("fault", Text),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("next_try", Moment),
    Index(None, "topic", "notifier"),
    Index(None, "notifier", "next_try"),
)

# Outlives a recomputed history as a verdict does, so `change` is no foreign key either.
noticed = Table(
    "noticed",
    metadata,
    Column("notifier", String(40), primary_key=True),
    Column("change", String(16), primary_key=True),
    Column("told_id", ForeignKey("told.id")),
    Index(None, "notifier", "told_id"),
)
