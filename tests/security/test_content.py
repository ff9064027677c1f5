"""Entities, paths, cells and secrets: what came from elsewhere stays words, in its place, and what is secret stays unsaid."""

from __future__ import annotations

import io
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.http import XmlResponse
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.lists import entries, locations
from db.records import Capture
from pipeline.archive import EvidenceLost, archive, held_at
from pipeline.message import Message, NotTold
from pipeline.notify import webhook
from pipeline.reading import read
from tests.forge import MAIN, python

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 3, 2, 4, tzinfo=UTC)
SECRET = "hunter2secret"  # noqa: S105 -- what must not be seen
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
ENTITIES = {
    "a file": '<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE f [<!ENTITY x SYSTEM "http://127.0.0.1:9/">]>',
    "a parameter": '<!DOCTYPE f [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY x "">]>',
    "a billion laughs": f'<!DOCTYPE f [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x "&l9;">]>',
}


def zonewatch(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return python(MAIN, *words, cwd=cwd, env={"PATH": ""})


@pytest.mark.parametrize("entity", ENTITIES)
def test_an_entity_of_a_feed_or_sitemap_reads_no_file_and_grows_no_text(entity: str) -> None:
    begun = time.process_time()
    feed = f'<?xml version="1.0"?>{ENTITIES[entity]}<feed><entry><title>&x;</title><link href="http://a/"/></entry></feed>'
    sitemap = f'<?xml version="1.0"?>{ENTITIES[entity]}<urlset><url><loc>http://a/&x;</loc></url></urlset>'
    told = [one.title for one in entries(XmlResponse("http://a/", body=feed.encode()))]
    told += [one.url for one in locations(XmlResponse("http://a/", body=sitemap.encode()))]
    assert all("root:" not in words and len(words) < 100 for words in told)
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("entity", ENTITIES)
def test_an_entity_of_a_page_reads_no_file_either(entity: str) -> None:
    page = (
        f"{ENTITIES[entity]}<html><body><section><small>(GMT+8) 2026-03-02 16:53:43</small><h1>t</h1><p>&x;内江</p></section></body></html>"
    )
    reading = read(Capture(source="finews", key="", url="", fetched_at=NOW, body=page.encode(), imported=True))
    assert "root:" not in str(reading)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "..\\..\\x", "a/../../../x"])
def test_no_record_is_read_from_outside_the_captures_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "a" / "b" / "captures"
    stored = archive(Capture(source="finews", key="1", url="http://a/", fetched_at=NOW, status=200, body=b"x"), folder=folder, writer="w")
    outside = tmp_path / "outside.warc.gz"
    outside.write_bytes((folder / str(stored.place).partition("#")[0]).read_bytes())
    for place in (f"{name}#0", f"{outside}#0", "../../../outside.warc.gz#0"):
        with pytest.raises(EvidenceLost):
            held_at(place, folder)


@pytest.mark.parametrize(
    "url", ["https://finews.withounder.com/../../../../tmp/evil/2026/03/02/NW2026030200000001.html", "file:///etc/passwd"]
)
def test_an_imported_archive_writes_nothing_outside_its_folder(tmp_path: Path, url: str) -> None:
    file = io.BytesIO()
    writer = WARCWriter(file, gzip=True)
    answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    body = io.BytesIO("---\ntitle: 一\n---\n\n内江高新区。\n".encode())
    writer.write_record(
        writer.create_warc_record(url, "response", payload=body, http_headers=answer, warc_headers_dict={"WARC-Filename": "../../x"})
    )
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "evil.warc.gz").write_bytes(file.getvalue())
    done = zonewatch("import", "evil.warc.gz", "--source", "finews", cwd=inner)
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["inner"]
    assert {path.name for path in inner.iterdir()} <= {"evil.warc.gz", "var"}


@pytest.mark.parametrize("page", ["../../etc/passwd", "1 OR 1=1", "1; DROP TABLE page", "%2e%2e%2f", "{{7*7}}", "${jndi:ldap://x}"])
def test_a_page_that_is_asked_for_is_a_name_and_nothing_else(tmp_path: Path, page: str) -> None:
    done = zonewatch("versions", page, cwd=tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr and "49" not in done.stdout


def test_a_password_of_the_store_is_never_said(tmp_path: Path) -> None:
    (tmp_path / "zonewatch.toml").write_text(f'[store]\nurl = "postgresql://me:{SECRET}@127.0.0.1:9/none"\n', encoding="utf-8")
    for words in (["pages"], ["db", "check"], ["doctor"], ["db", "upgrade"]):
        done = zonewatch(*words, cwd=tmp_path)
        assert done.returncode == 1
        assert SECRET not in done.stdout + done.stderr, words


@pytest.mark.parametrize(
    "address", [f"http://127.0.0.1:9/hook?token={SECRET}", f"http://127.0.0.1:9/{SECRET} x", f"http://me:{SECRET}@127.0.0.1:9/"]
)
def test_a_notifiers_address_and_token_are_never_said(address: str) -> None:
    message = Message(topic="t", well=False, words="w", at=NOW)
    with pytest.raises(NotTold) as fault:
        webhook.tell(message, {"url": address, "bearer": SECRET, "timeout": 1})
    assert SECRET not in str(fault.value)


def test_a_wrong_setting_is_named_without_its_value(tmp_path: Path) -> None:
    (tmp_path / "zonewatch.toml").write_text(f'[notify.webhook]\nurl = "http://a/"\nbearer = "{SECRET}"\ntimeoutt = 1\n', encoding="utf-8")
    done = zonewatch("pages", cwd=tmp_path)
    assert SECRET not in done.stdout + done.stderr
