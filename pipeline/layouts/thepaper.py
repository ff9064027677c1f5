"""Thepaper (澎湃新闻): which addresses name one article, and the designs its pages had.

One article answers on several hosts and under several paths; only its contId is its own.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.layouts.thepaper_html import DesktopPage, MobilePage
from pipeline.layouts.thepaper_next import NextPage
from pipeline.layouts.thepaper_reduced import reduced
from pipeline.layouts.thepaper_text import SavedText
from pipeline.layouts.thepaper_video import DesktopVideo, MobileVideo
from pipeline.sources import Source

HOSTS = ("www.thepaper.cn", "thepaper.cn", "m.thepaper.cn", "h5.thepaper.cn", "api.thepaper.cn", "cache.thepaper.cn")

_PAGE = re.compile(r"(?:^|/)(?:newsDetail_forward_|detail/|series/)(\d{4,12})(?:\.html?|\.json)?/?$")


def key_of(url: str) -> str | None:
    """The contId that an address names, whatever its scheme, host prefix and form; None for lists and other sites."""
    parts = _split(url)
    found = _PAGE.search(parts[1]) if parts else None
    return found.group(1) if found else None


def canonical_url(url: str) -> str:
    """`https://www.thepaper.cn/newsDetail_forward_<contId>` for an article; any other address as it is."""
    key = key_of(url)
    return f"https://{HOSTS[0]}/newsDetail_forward_{key}" if key else url


def _split(url: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
    except ValueError:
        return None
    if parts.scheme not in {"", "http", "https"} or (host and host not in HOSTS):
        return None
    if not host and not parts.scheme:
        # An address typed without its scheme begins with the host.
        first, _, rest = parts.path.partition("/")
        return (first, rest) if first.lower() in HOSTS else (host, parts.path)
    return host, parts.path


SOURCE = Source(
    name="thepaper",
    hosts=HOSTS,
    key_of=key_of,
    canonical_url=canonical_url,
    layouts=(NextPage(), DesktopPage(), DesktopVideo(), MobilePage(), MobileVideo(), SavedText()),
    reduced=reduced,
)
