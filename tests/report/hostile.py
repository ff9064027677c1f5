"""Records every text field of which says the same hostile words."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from db.claim import Attribution, Claim, Metric, Modality, Predicate, Span, Subject, Time, Value, Zone
from db.records import Article, Change, Edit, Op, Reading, Review
from db.run import Run
from pipeline.report.material import ChangeSheet, Comparison, HeldClaim, PageHistory, ReportData, ZoneSheet
from tests.report import samples

WORDS = {
    "script": "</style></script><script>alert(1)</script>",
    "event handler": "\"><img src=x onerror=alert(1)>' onmouseover='alert(1)",
    "script address": "javascript:alert(1)",
    "data address": "data:text/html,<script>alert(1)</script>",
    "address with a quote": 'https://example.com/" onclick="alert(1)',
    "address with a user": "https://www.thepaper.cn@evil.example/",
    "bidi controls": "\u202e\u2066gnp.exe\u2069\u200f\u061c",
    "terminal escapes": "\x1b[2J\x1b]0;owned\x07\x9b31m\r\b\x00",
    "formula": '=HYPERLINK("http://evil.example";"x")',
    "formula after a blank": "\t\u3000 +1+cmd|' /C calc'!A0",
    "template": "{{ 7 * 7 }}{% raw %}{# #}",
    "rich markup": "[bold red]x[/bold red][/][link=http://evil.example]y[/link]",
    "xml": "]]>--><!-- &amp; &#0; <?xml?>",
    "no character": "\ufffe\uffff\ufdd0\udfff\ud800",
    "lines": "a\u2028b\u2029c\x85d\ne\r\nf",
    "path": "../../../etc/passwd",
    "brackets": "[-x-]{+y+}",
    "nothing": "",
    "blank": " \u3000\t",
    "marks": "e" + "\u0301" * 500,
    "long": "内江高新区引进10余家" * 1_000,
    "long without a break": "x" * 10_000,
}

HUGE = {
    "chinese": "内江高新区引进10余家" * 9_000,
    "one word": "x" * 100_000,
    "marks": "e" + "\u0301" * 100_000,
    "controls": "\u202e\x1b" * 50_000,
    "controls and letters": "\u202ex" * 25_000,
    "blanks": " \u3000\t" * 33_000,
}
"""A hundred kilobytes each."""


def claim(words: str) -> Claim:
    """A claim that says the words wherever it can."""
    said = dict.fromkeys(("surface", "unit", "unit_surface", "comparator", "hedge"), words)
    value = Value(**said, num=None, low=None, high=None, start=0, end=len(words))
    return Claim(
        **dict.fromkeys(("id", "doc", "tier", "aggregate", "polarity", "condition", "counterparty", "key"), words),
        pub=date(2021, 3, 1),
        zone=Zone(id=words, surface=words, via=words),
        subject=Subject(canon=words, type=words, link=words),
        predicate=Predicate(name=words, surface=words + "1"),
        metric=Metric(canon=words, surface=words + "2", head=words),
        value=value,
        time=Time(role=words, surface=words),
        modality=Modality(name=words, cue=words),
        attribution=Attribution(type=words, surface=words, mode=words),
        evidence=Span(start=0, end=len(words), text=words),
        examples=(words, words),
    )


def change(words: str) -> Change:
    """A change of one such claim into another."""
    other = replace(claim(words), subject=Subject(canon=words + "3", type=words))
    return Change(
        kind=words,
        kinds=(words, words + ":x"),
        before=claim(words),
        after=other,
        old_words=words,
        new_words=words + "4",
        severity=0.5,
        reasons=(words,),
    )


def edits(words: str) -> tuple[Edit, ...]:
    """Every operation on paragraphs of such words; both texts have four of them."""
    tokens = (("=", words), ("-", words), ("+", words))
    return (
        Edit(op=Op.KEPT, old=(0,), new=(0,)),
        Edit(op=Op.CHANGED, old=(1,), new=(1,), tokens=tokens),
        Edit(op=Op.MOVED, old=(2,), new=(3,)),
        Edit(op=Op.REMOVED, old=(3,)),
        Edit(op=Op.ADDED, new=(2,)),
    )


def told(record: Any, words: str) -> Any:
    """The record with every field that may hold any text saying the words."""
    said = {field.name: words for field in fields(record) if field.type in {"str", "str | None"}}
    return replace(record, **said)


def data(words: str) -> ReportData:
    """A whole report of such words."""
    body = (words,) * 4
    review = told(Review(change="", verdict="", by="", at=samples.at(4)), words)
    recorded = replace(told(samples.LOWERED, words), change=change(words), review=review)
    bare = replace(recorded, id=words + "b", change=replace(change(words), before=None, after=None), zone=None)
    article = replace(told(samples.SECOND.article, words), paragraphs=body)
    history = PageHistory(
        page=replace(told(samples.PAGE, words), urls=(words, words)),
        versions=(replace(told(samples.FIRST, words), article=article),),
        captures=tuple(told(capture, words) for capture in samples.HISTORY.captures),
    )
    return ReportData(
        changes=tuple(ChangeSheet(recorded=each, edits=edits(words), old=body, new=body, said=(review,)) for each in (recorded, bare)),
        pages=(history,),
        zones=(ZoneSheet(name=words, id=words, claims=(HeldClaim(page=9, url=words, claim=claim(words), seen_at=samples.at(3)),)),),
    )


def comparison(words: str) -> Comparison:
    """Two texts of such words compared."""
    return Comparison(old=(words,) * 4, new=(words,) * 4, edits=edits(words), changes=(change(words),), same_text=False)


def reading(words: str) -> Reading:
    """A reading of such an article."""
    return replace(samples.READING, layout=words, article=Article(title=words, byline=words, source_line=words, paragraphs=(words,)))


def run(words: str) -> Run:
    """A run of such a source."""
    return replace(samples.RUN, source=words, outcomes={words: 1})
