"""Asking the replay over real HTTP with the standard library: any status is an answer, redirects are not followed."""

from __future__ import annotations

import urllib.error
import urllib.request
from dataclasses import dataclass

from tests.replay.render.finews_post import post_path
from tests.replay.site import ReplaySite


@dataclass(frozen=True, kw_only=True, slots=True)
class Got:
    """An answer, whatever its status."""

    status: int
    """HTTP status."""

    headers: dict[str, str]
    """Response headers."""

    text: str
    """The decoded payload."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


_OPENER = urllib.request.build_opener(_Stay)


_OPENER = urllib.request.build_opener(_Stay)


def fetch(address: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Got:
    """One request: POST when there is a body, else GET."""
    asked = urllib.request.Request(address, data=body, headers=headers or {})  # noqa: S310 - loopback, http only
    try:
        with _OPENER.open(asked, timeout=5) as answer:
            return Got(status=answer.status, headers=dict(answer.headers), text=answer.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return Got(status=error.code, headers=dict(error.headers), text=error.read().decode())


def detail(site: ReplaySite, key: str) -> Got:
    """A Thepaper article by its contId."""
    return fetch(f"{site.origins['thepaper']}/newsDetail_forward_{key}")


def post(site: ReplaySite, key: str) -> Got:
    """A finews post by its infoCode, at the address it has today."""
    edition = site.edition("finews", key)
    assert edition is not None
    return fetch(site.origins["finews"] + post_path(edition))
