"""Takes the packing off every answer, in place of Scrapy's own: within a limit, at once freed, and nothing half-packed.

Scrapy's keeps what it unpacked of a bomb alive in the error's trace, and takes a packed stream that breaks off for a
whole one: a page cut in the middle would look like paragraphs taken out.
"""

from __future__ import annotations

from typing import Any, Self

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse
from scrapy.responsetypes import responsetypes

from pipeline.unpacked import EndsEarly, NotUnpacked, TooLarge, unpacked_answer

ACCEPTED = b"gzip, deflate, br"
"""What can be unpacked here, as a request says it."""


class BadlyPacked(IgnoreRequest):
    """An answer cannot be unpacked; the message says why."""


class Unpacking:
    """Unpacks answers, up to the site's `max_size`."""

    def __init__(self, crawler: Any) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        """The limit is read from the settings at each answer, for the spider sets it."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """The answer unpacked; raises BadlyPacked."""
        encodings = [word for value in response.headers.getlist("Content-Encoding") for word in _words(value)]
        if not encodings or request.method == "HEAD":
            return response
        body = self._unpacked(response.body, encodings)
        del response.headers["Content-Encoding"]
        kind = responsetypes.from_args(headers=response.headers, url=response.url, body=body)
        charset = {"encoding": None} if issubclass(kind, TextResponse) else {}
        return response.replace(cls=kind, body=body, **charset)

    def _unpacked(self, body: bytes, encodings: list[str]) -> bytes:
        most = self.crawler.settings.getint("DOWNLOAD_MAXSIZE")
        try:
            return unpacked_answer(body, encodings, most) if body else body
        except TooLarge:
            why = "the body is larger than `max_size` once it is unpacked"
        except EndsEarly:
            why = "the packed answer ends before its end"
        except NotUnpacked as error:
            why = f"the answer cannot be unpacked ({error})"
        raise BadlyPacked(why)


def _words(value: bytes) -> list[str]:
    return [word for word in (part.strip().lower() for part in value.decode("latin-1").split(",")) if word]
