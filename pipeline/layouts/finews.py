"""finews (金融消息): which addresses name one post, what its 404 means, and the designs it is met in.

A post answers as a page, as a Markdown file of the repository, and as the upstream share page's text; only its
infoCode is its own. Posts leave the site after three days: there a 404 is the archive speaking, not a withdrawal.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

from db.china import CHINA
from db.records import Capture, Outcome, Reading
from pipeline.layouts.finews_page import PostPage
from pipeline.layouts.finews_post import PostFile, ShareText
from pipeline.layouts.payload import page_text
from pipeline.sources import Source

HOSTS = ("finews.withounder.com", "finews.zning.me", "finnews.zning.me", "finews.zning.xyz")

_CODE = r"([A-Za-z]{0,8}\d{8,32})"
_PAGE = re.compile(rf"/(\d{{4}})/(\d\d)/(\d\d)/{_CODE}(?:\.html?)?/?$")
_FILE = re.compile(rf"(?:^|/)(?:old_post|_posts)/(?:\d{{4}}-\d\d-\d\d)?-{_CODE}\.(?:md|markdown)$")
_SHARE = re.compile(r"(?:NewsShare\.html|GetNewsText\.do)$", re.IGNORECASE)
_WHOLE_CODE = re.compile(rf"{_CODE}$")
_DAY_IN_CODE = re.compile(r"[A-Za-z]{0,8}(20\d\d)(\d\d)(\d\d)")
_ARCHIVE_NOTICE = "本站消息时效性为三天"
_LIFE = timedelta(days=3)


def key_of(url: str) -> str | None:
    """The infoCode that an address names: page, post file (on any host) or share page; None for anything else."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"}:
        return None
    if found := _FILE.search(parts.path):
        return found.group(1)
    if _SHARE.search(parts.path):
        return _shared(parts.query)
    typed = not host and parts.path.partition("/")[0].lower() in HOSTS
    found = _PAGE.search(parts.path) if host in HOSTS or not host or typed else None
    return found.group(4) if found else None


def canonical_url(url: str) -> str:
    """A page of the site under its present host and https, without query; any other address as it is."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").lower()
    except ValueError:
        return url
    if host not in HOSTS or _SHARE.search(parts.path):
        return url
    return f"https://{HOSTS[0]}{parts.path or '/'}"


def judge(capture: Capture) -> Reading | None:
    """`archived` for a 404 of a post past its three days, or one whose page says that such posts are archived."""
    text = page_text(capture)
    if capture.status == 404 or (capture.status in {None, 200} and "404" in text[:4000]):
        if _ARCHIVE_NOTICE in text:
            return Reading(outcome=Outcome.ARCHIVED, reason="the 404 page says that posts are archived after three days")
        if capture.status == 404 and _past_its_days(capture):
            return Reading(outcome=Outcome.ARCHIVED, reason="the post is older than three days, after which posts leave the site")
    return None


def _past_its_days(capture: Capture) -> bool:
    written = _PAGE.search(urlsplit(capture.url).path) or _DAY_IN_CODE.match(capture.key)
    if written is None:
        return False
    try:
        day = date(int(written.group(1)), int(written.group(2)), int(written.group(3)))
    except ValueError:
        return False
    return capture.fetched_at.astimezone(CHINA).date() - day > _LIFE


def _shared(query: str) -> str | None:
    values = {name.lower(): value for name, value in parse_qs(query).items()}
    code = next((values[name][0] for name in ("infocode", "id") if name in values), "")
    return code if _WHOLE_CODE.match(code) else None


SOURCE = Source(
    name="finews",
    hosts=HOSTS,
    key_of=key_of,
    canonical_url=canonical_url,
    layouts=(PostPage(), PostFile(), ShareText()),
    judge=judge,
)
