"""What the product's code must not hold, seen from its syntax trees: each line here has been somebody's incident."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

import crawler.settings
from crawler.config import parse
from tests.trees import MODULES, ROOT, named, nodes, statements

DANGEROUS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "jsonpickle", "xmlrpc", "telnetlib", "ftplib"}
XML = {"xml.sax", "xml.dom", "xml.dom.minidom", "xml.dom.pulldom", "xml.etree.ElementTree", "lxml.objectify"}
DRAWN_HERE = {"pipeline/report/chart_frame.py", "pipeline/report/atom.py"}
"""Takes apart what was drawn here a moment ago, or only writes; neither reads what came from elsewhere."""

LISTENERS = {"crawler/cli/desk.py", "crawler/metrics.py"}
LISTENING = re.compile(
    r"\b(?:uvicorn\.(?:run|Server)|ThreadingHTTPServer\(|HTTPServer\(|create_server\(|start_server\(|listenTCP|\.bind\(\()"
)


@cache
def calls() -> list[tuple[str, ast.Call, str]]:
    """Every call: the file, the node, and what is called as it is written."""
    return [(named(path), node, ast.unparse(node.func)) for path in MODULES for node in nodes(path) if isinstance(node, ast.Call)]


def imported() -> Iterator[tuple[str, str]]:
    for path in MODULES:
        for node in statements(path):
            if isinstance(node, ast.Import):
                yield from ((named(path), one.name) for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((named(path), f"{node.module}.{one.name}") for one in node.names)


def test_nothing_that_runs_what_it_reads_is_imported() -> None:
    found = {
        (name, module)
        for name, module in imported()
        if module.split(".")[0] in DANGEROUS or module.startswith(("yaml.load", "yaml.unsafe"))
    }
    assert found == set()


def test_no_words_are_run_as_code_or_by_a_shell() -> None:
    found = [
        (name, words)
        for name, call, words in calls()
        if words in {"eval", "exec", "os.system", "os.popen", "compile"}
        or any(key.arg == "shell" and not (isinstance(key.value, ast.Constant) and key.value.value is False) for key in call.keywords)
    ]
    assert found == []


def test_what_is_xml_is_read_by_parsel_alone() -> None:
    assert {name for name, module in imported() if module.rpartition(".")[0] in XML or module in XML} <= DRAWN_HERE


def test_certificates_are_verified_everywhere() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in MODULES)
    assert not re.search(r"verify\s?=\s?False|CERT_NONE|check_hostname\s?=\s?False|_create_unverified_context", text)
    assert crawler.settings.DOWNLOAD_VERIFY_CERTIFICATES is True


@pytest.mark.parametrize("scheme", ["data", "file", "ftp", "s3"])
def test_the_spider_can_ask_nothing_but_http(scheme: str) -> None:
    assert crawler.settings.DOWNLOAD_HANDLERS[scheme] is None


def test_a_selector_is_never_made_of_what_came_from_elsewhere() -> None:
    odd = []
    for name, call, words in calls():
        if words.rpartition(".")[2] in {"xpath", "css", "XPath", "finder"} and call.args and words != "etree.XPath":
            argument = call.args[0]
            parts = argument.values if isinstance(argument, ast.JoinedStr) else [argument]
            names = [part for part in parts if not isinstance(part, ast.Constant)]
            if names and not all(ast.unparse(part) in {"{name}"} or ast.unparse(part).isupper() for part in names):
                odd.append(f"{name}: {ast.unparse(call)[:90]}")
    assert odd == []


def test_templates_escape_by_themselves() -> None:
    for name, call, words in calls():
        if words.rpartition(".")[2] in {"Environment", "Jinja2Templates"}:
            text = ast.unparse(call)
            assert "autoescape=True" in text or "select_autoescape" in text or "env=" in text, f"{name}: {text[:120]}"
    marked = {
        named(path)
        for path in (ROOT / "pipeline").rglob("*.html")
        if re.search(r"[^'\" ]\s?\|\s?safe\b|autoescape false", path.read_text(encoding="utf-8"))
    }
    assert marked == set()


def test_nothing_listens_but_what_the_security_page_lists() -> None:
    found = {named(path) for path in MODULES if LISTENING.search(path.read_text(encoding="utf-8"))}
    assert found == LISTENERS
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in LISTENERS)


def test_no_listener_is_open_to_the_network_by_default() -> None:
    config = parse({}, "defaults")
    assert config.desk.host == "127.0.0.1"
    assert config.daemon.metrics.rpartition(":")[0] in ("", "127.0.0.1")


def test_every_incident_on_the_security_page_has_a_test_that_exists() -> None:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    incidents = page.partition("## Incidents")[2]
    rows = re.findall(r"^\| [^|]+ \| [^|]+ \| (.+) \|$", incidents, re.MULTILINE)[2:]
    assert len(rows) >= 15
    for row in rows:
        named = re.findall(r"`(tests/[\w/.-]+)(?:::(\w+))?`", row)
        assert named, row
        for path, function in named:
            assert (ROOT / path).exists(), path
            assert not function or f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{function}"
