"""Where fuzzing begins: saved pages, a sentence of every kind, a small archive; and how they are bent."""

from __future__ import annotations

import gzip
import io
import random
from functools import cache
from pathlib import Path

import brotli
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TESTS = Path(__file__).parents[1]
SENTENCES = (
    "截至2026年3月底，内江高新区已引进电子信息项目13个，建成投产6个，完成投资2.4亿元，同比增长15.3%。\x00截至2026年3月底，内江高新区已引进电子信息项目15个。",
    "力争到2027年，内江高新区打造多个百亿级产业集群，规上工业总产值突破1000亿元。",
    "2022-05-25 16:53:43",
    "20小时前",
    "三百二十余万元至五千万元；二〇二六年第一季度；近十年；两个月内；翻一番",
)
PIECES = (
    b"<",
    b">",
    b"</",
    b"&#",
    b"\x00",
    b"\xff\xfe",
    b"\r\n\r\n",
    b"%",
    "亿".encode(),
    "至".encode(),
    b"9" * 30,
    b"{",
    b"[",
    b'"',
    b"://",
    b"@",
    b"\\",
)


@cache
def seeds(target: str) -> list[bytes]:
    """Inputs that a target does something with."""
    words = [sentence.encode() for sentence in SENTENCES]
    if target in ("layouts", "lists"):
        return [path.read_bytes() for path in sorted((TESTS / "pages").glob("*/*/*/page.*"))[:40]] or words
    if target in ("archives", "packing"):
        return [_warc(), gzip.compress(words[0]), brotli.compress(words[0]), b"5\r\nhello\r\n0\r\n\r\n"]
    if target == "answers":
        head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
        return [
            head + b"Content-Length: 5\r\n\r\nhello",
            head + b"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\nTrailer: z\r\n\r\n",
            b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 304 Not Modified\r\nETag: x\r\n\r\n",
            b"HTTP/1.0 200 OK\r\n\r\nuntil the end",
        ]
    if target == "configuration":
        return [(TESTS.parent / "deploy" / "zonewatch.toml").read_bytes(), b"[sources.finews]\norigin = 'http://127.0.0.1:1'\n"]
    if target == "addresses":
        return [
            b"https://finews.withounder.com/kejiribao/2026/03/02/NW202603020000000001.html",
            b"https://m.thepaper.cn/newsDetail_forward_10925465",
        ]
    return words


def mutated(data: bytes, pool: list[bytes], chance: random.Random) -> bytes:
    """The input with some of its parts cut, doubled, moved, replaced, or taken from another."""
    bent = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(bent) + 1)
        end = min(len(bent), start + chance.choice((1, 3, 9, 100)))
        other = chance.choice(pool)
        place = chance.randrange(len(other) + 1)
        bent[start:end] = chance.choice(
            (b"", bytes(bent[start:end]) * 2, chance.choice(PIECES), other[place : place + 60], chance.randbytes(3))
        )
    return bytes(bent)


def _warc() -> bytes:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=False)
    answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    url = "https://finews.withounder.com/kejiribao/2026/03/02/NW202603020000000001.html"
    writer.write_record(
        writer.create_warc_record(url, "response", payload=io.BytesIO("---\ntitle: 一\n---\n\n内江。\n".encode()), http_headers=answer)
    )
    return file.getvalue()
