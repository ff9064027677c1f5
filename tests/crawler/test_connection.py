"""What a connection makes of the bytes that come on it: a real server on loopback sends them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError, ResponseDataLossError

from crawler.connection import LARGEST_HEAD, Answer, Connection, NothingCame

MOST = 1000
HEAD = b"HTTP/1.1 200 OK\r\nServer: x\r\n"
PLAIN = HEAD + b"Content-Length: 5\r\n\r\nhello"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: z\r\n\r\n"
GREETED = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + PLAIN


async def exchanged(pieces: list[bytes], work: Callable[[Connection], Awaitable[Any]], *, end: bool = False) -> Any:
    """What some work on a connection gives whose server sends these pieces to whoever asks first, and then ends it where told to."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.001 if len(pieces) > 1 else 0)
        while not end and await reader.read(1):
            pass
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        _, connection = await asyncio.get_running_loop().create_connection(Connection, "127.0.0.1", port)
        try:
            async with asyncio.timeout(10):
                return await work(connection)
        finally:
            connection.abort()


async def asked(connection: Connection) -> tuple[Answer, bool]:
    answer = await connection.ask(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", MOST)
    return answer, connection.open


def sent(*pieces: bytes, end: bool = False) -> tuple[Answer, bool]:
    """The answer that some bytes are, and whether the connection can be used again."""
    found: tuple[Answer, bool] = asyncio.run(exchanged(list(pieces), asked, end=end))
    return found


@pytest.mark.parametrize("words", [PLAIN, CHUNKED, GREETED])
def test_an_answer_is_read_and_the_connection_used_again(words: bytes) -> None:
    answer, again = sent(words)
    assert (answer.status, b"".join(answer.parts), again) == (200, b"hello", True)
    assert answer.headers[0] == (b"Server", b"x")
    assert b"transfer-encoding" not in {name.lower() for name, _ in answer.headers}


@settings(max_examples=25, deadline=None)
@given(st.sampled_from([PLAIN, CHUNKED, GREETED]), st.data())
def test_it_does_not_matter_in_what_pieces_an_answer_comes(words: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(1, len(words) - 1), max_size=4)))
    pieces = [words[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(words)], strict=True)]
    answer, _ = sent(*pieces)
    assert (answer.status, b"".join(answer.parts)) == (200, b"hello")


@pytest.mark.parametrize("status", [b"204 No Content", b"304 Not Modified"])
def test_what_has_no_body_has_none_whatever_it_announces(status: bytes) -> None:
    answer, again = sent(b"HTTP/1.1 " + status + b"\r\nContent-Length: 30000\r\n\r\n")
    assert (answer.parts, again) == ([], True)


@pytest.mark.parametrize("words", [HEAD + b"\r\nhello", b"HTTP/1.0 200 OK\r\n\r\nhello"])
def test_an_answer_of_untold_length_ends_with_the_connection(words: bytes) -> None:
    answer, again = sent(words, end=True)
    assert (answer.parts, again) == ([b"hello"], False)


@pytest.mark.parametrize("begin", [HEAD + b"Connection: close\r\n", b"HTTP/1.0 200 OK\r\n"])
def test_a_connection_that_was_to_be_closed_is_not_used_again(begin: bytes) -> None:
    answer, again = sent(begin + b"Content-Length: 5\r\n\r\nhello")
    assert (answer.parts, again) == ([b"hello"], False)


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (b"", NothingCame),
        (b"HTTP/1.1 200 OK\r\nServ", DownloadFailedError),
        (HEAD + b"Content-Length: 6\r\n\r\nhello", ResponseDataLossError),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", ResponseDataLossError),
        (b"SSH-2.0-OpenSSH_9.6\r\n", DownloadFailedError),
        (HEAD + b"no colon in it\r\n\r\n", DownloadFailedError),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", DownloadFailedError),
        (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", DownloadFailedError),
        (HEAD + b"Content-Length: -1\r\n\r\n", DownloadFailedError),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", DownloadFailedError),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", DownloadFailedError),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", DownloadFailedError),
        (HEAD + b"Content-Length: 1001\r\n\r\n", DownloadCancelledError),
        (HEAD + b"\r\n" + bytes(MOST + 1), DownloadCancelledError),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + bytes(MOST + 1), DownloadCancelledError),
        (HEAD + b"X: y\r\n" * (LARGEST_HEAD // 6), DownloadFailedError),
        (HEAD + b"X: " + b"y" * LARGEST_HEAD, DownloadFailedError),
    ],
)
def test_what_is_no_whole_answer_is_a_fault_of_its_kind(words: bytes, fault: type[Exception]) -> None:
    with pytest.raises(fault):
        sent(words, end=True)


@pytest.mark.parametrize("more", [b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b"x"])
def test_what_comes_unasked_is_no_answer_to_the_next_question(more: bytes) -> None:
    async def twice(connection: Connection) -> bool:
        answer = await connection.ask(b"GET / HTTP/1.1\r\n\r\n", MOST)
        await asyncio.sleep(0.05)
        assert (answer.status, answer.parts, len(answer.headers)) == (200, [b"hello"], 2)
        return connection.open

    assert asyncio.run(exchanged([PLAIN + more], twice)) is False
    assert asyncio.run(exchanged([PLAIN, more], twice)) is False
    assert asyncio.run(exchanged([PLAIN], twice)) is True


def test_a_connection_that_ended_while_idle_is_not_open() -> None:
    async def wait(connection: Connection) -> bool:
        await connection.ask(b"GET / HTTP/1.1\r\n\r\n", MOST)
        await asyncio.sleep(0.05)
        return connection.open

    assert asyncio.run(exchanged([PLAIN], wait, end=True)) is False
