"""The nouns of zonewatch: what a page, a capture, a version and a change are.

Every other module passes these records on; none of them fetches, reads or stores by itself. The
claim and its parts stand in `claim.py`. Standard library only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.claim import Claim


class Outcome(StrEnum):
    """What a capture turned out to be. Only `OK` may become a version."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    OFFLINE = "offline"
    ARCHIVED = "archived"
    GONE = "gone"
    MOVED = "moved"
    REFUSED = "refused"
    ERROR = "error"
    UNRECOGNISED = "unrecognised"
    EMPTY = "empty"


REMOVALS = frozenset({Outcome.OFFLINE, Outcome.GONE})
"""Outcomes in which the source itself says that the page is not to be had any more."""


class PageState(StrEnum):
    """How a page stands: still watched, taken down by its outlet, or kept in an archive only."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"


def aware(name: str, moment: datetime | None) -> None:
    """Refuse a moment without a time zone: two such moments cannot be put in order."""
    if moment is not None and moment.tzinfo is None:
        raise ValueError(f"{name} has no time zone: give it one, such as +08:00")


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """One fetch of a page: raw and never altered."""

    source: str
    """Name of the source, such as `finews`."""

    key: str
    """The page's identity on its source: contId, infoCode."""

    url: str
    """Public address that was asked for, also when a mirror or a replay answered in its stead."""

    final_url: str | None = None
    """Public address that answered after redirects; None when nothing answered."""

    fetched_at: datetime
    """When the answer (or the fault) came."""

    status: int | None = None
    """HTTP status; None when nothing answered, or when the capture is an imported file."""

    headers: tuple[tuple[str, str], ...] = ()
    """Response headers in the order received."""

    request_headers: tuple[tuple[str, str], ...] = ()
    """Request headers as sent; empty for an imported file."""

    body: bytes = b""
    """The payload as it came, content encoding removed."""

    fault: str | None = None
    """Why nothing answered, or why the address guard forbade it; None when something answered."""

    imported: bool = False
    """True when the capture was read from a file rather than fetched."""

    def __post_init__(self) -> None:
        aware("fetched_at", self.fetched_at)

    def header(self, name: str) -> str | None:
        """The first value of a response header, by name in any case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """What a layout reads from one page: the words of the outlet and nothing of the page's chrome."""

    title: str
    """Full title, completed from 原标题 where the page cuts it; empty when the page has none."""

    key: str | None = None
    """The page's identity as the page itself states it; None when it does not."""

    byline: str | None = None
    """Author as printed; None when absent."""

    source_line: str | None = None
    """Every statement of origin as printed (来源：X, 来源 | X, （文章来源：X）), without that label, joined by `；`."""

    original_title: str | None = None
    """The words of 原标题：《…》 or （原题为《…》）; None when absent."""

    published_at: datetime | None = None
    """When the page says it was published, with its offset (+08:00 on both sources); None when unsaid."""

    updated_at: datetime | None = None
    """When the page says it was last changed; None when unsaid."""

    paragraphs: tuple[str, ...] = ()
    """The body as published: one string a paragraph, no blank ones, no chrome, blanks at the ends removed."""

    captions: tuple[str, ...] = ()
    """Captions and credits of pictures, where the page design tells them from the body."""

    def __post_init__(self) -> None:
        aware("published_at", self.published_at)
        aware("updated_at", self.updated_at)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What reading one capture gave: its outcome, why, and the article when the outcome is ok."""

    outcome: Outcome
    """What the capture turned out to be."""

    reason: str
    """In one sentence, what the outcome was judged by."""

    layout: str | None = None
    """Name of the layout that recognised the page; None when none did or none was needed."""

    article: Article | None = None
    """The article; present exactly when the outcome is ok."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """One article's stable identity on a source, with what is held of it."""

    id: int
    """Number of the page in the store."""

    source: str
    """Name of the source."""

    key: str
    """Identity on the source: contId, infoCode."""

    urls: tuple[str, ...]
    """Public addresses it was seen under: its outlet's own before an archive's, the latest first."""

    state: PageState
    """How the page stands."""

    versions: int
    """How many versions are held."""

    next_look: datetime | None
    """When to look again; None when it is not watched any more."""

    wanted: bool = True
    """True when it was asked for or is about what we watch; False until an article of it could be read and judged."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldCapture:
    """A capture as the store keeps it: digest and place of the payload instead of the bytes."""

    page: int
    """Number of the page."""

    url: str
    """Public address that was asked for."""

    fetched_at: datetime
    """When the answer came."""

    status: int | None
    """HTTP status; None when nothing answered or the capture was imported."""

    outcome: Outcome
    """What the capture turned out to be."""

    reason: str
    """What the outcome was judged by."""

    layout: str | None
    """Layout that read it; None when none did."""

    payload_sha256: str
    """Digest of the payload, 64 hexadecimal digits."""

    warc: str | None
    """Where the bytes lie: `<file>#<offset>` below the captures folder; None when not kept."""

    version: int | None
    """Number of the version it showed, or that a not_modified stands for; None where it showed none, or one still in doubt."""

    repeated: bool = False
    """True when an earlier capture of the page had the same bytes: `warc` is where those lie."""

    headers: tuple[tuple[str, str], ...] = ()
    """Response headers of a capture whose bytes are not kept; those of the others lie in the archive."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One look at a page, as far as deciding on the next one needs it."""

    at: datetime
    """When."""

    outcome: Outcome
    """What came of it."""

    changed: bool
    """True when it showed a version not shown by the look before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One distinct text of a page, numbered from 1 in the order in which they became certain."""

    page: int
    """Number of the page."""

    number: int
    """1, 2, 3 … within the page; 0 for a text in doubt, which is no version yet."""

    article: Article
    """The words as published."""

    text_sha256: str
    """Digest of the canonical text, 64 hexadecimal digits."""

    layout: str
    """Layout that read it first."""

    first_seen: datetime
    """Time of the first capture that showed it."""

    last_seen: datetime
    """Time of the latest capture that showed it."""


class Op(StrEnum):
    """What became of a paragraph."""

    KEPT = "kept"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True, kw_only=True, slots=True)
class Edit:
    """How paragraphs of one version became those of the next."""

    op: Op
    """What happened."""

    old: tuple[int, ...] = ()
    """Numbers of the paragraphs before, from 0; empty for added."""

    new: tuple[int, ...] = ()
    """Numbers of the paragraphs after, from 0; empty for removed."""

    tokens: tuple[tuple[str, str], ...] = ()
    """Pairs of `=`, `-` or `+` and words; = and - rebuild the old text, = and + the new. Empty where nothing differs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """What happened to a claim, or to a page, between two versions."""

    kind: str
    """The primary kind, such as `value_changed`; see the kinds in `pipeline/changes/kinds.py`."""

    kinds: tuple[str, ...]
    """Every kind that applies, the primary first, each perhaps with a direction: `value_changed:raised`."""

    before: Claim | None = None
    """The claim in the earlier version; None when it appeared, or when the change is of the page."""

    after: Claim | None = None
    """The claim in the later version; None when it was withdrawn, or when the change is of the page."""

    old_words: str | None = None
    """The words before as printed: evidence sentence, title, date line."""

    new_words: str | None = None
    """The words after as printed."""

    severity: float = 0.0
    """How much it matters, 0 to 1."""

    reasons: tuple[str, ...] = ()
    """Why it is ranked so, in words for people."""

    group: str = ""
    """What the same edit has in common on every page: 16 hexadecimal digits; empty when it is no edit of words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordedChange:
    """A change with where and when it was seen."""

    id: str
    """Stable identity: 16 hexadecimal digits made of page, sighting and claim, the same on every replay."""

    page: int
    """Number of the page."""

    source: str
    """Name of the source."""

    url: str
    """Public address of the page."""

    zone: str | None
    """Name of the zone the claim is about; None for a change of the page."""

    change: Change
    """What happened."""

    seen_at: datetime
    """Time of the first capture that shows the later state."""

    between: tuple[datetime, datetime]
    """Last capture without the change, first capture with it: it happened somewhere between."""

    versions: tuple[int, int]
    """Numbers of the versions before and after; equal when the page was withdrawn or restored."""

    technical: bool = False
    """True when only our own reading changed, not the page."""

    review: Review | None = None
    """The latest verdict that stands; None when nobody has judged it, or all was taken back."""

    disputed: bool = False
    """True when the verdicts of several people stand and differ."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """What a person says of a change: a verdict, taking it back, or a remark; appended, never overwritten."""

    change: str
    """Identity of the change."""

    verdict: str
    """`confirm`, `dismiss`, `undone` (the person's latest verdict is taken back) or `note` (a remark that judges nothing)."""

    by: str
    """Who judged."""

    at: datetime
    """When."""

    note: str = ""
    """Why, in the reviewer's words; empty when nothing was said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldFlicker:
    """A flicker between two versions of a page."""

    settled: int
    """Number of the version that stood."""

    other: int
    """Number of the version that came and went."""

    first_seen: datetime
    """First capture of the other one between two of the settled."""

    last_seen: datetime
    """Last such capture."""

    times: int
    """How often it came and went."""
