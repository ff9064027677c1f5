"""Pages of the desk drawn from templates: everything escaped, odd characters made visible, in the asker's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from db.records import RecordedChange
from pipeline.claims.zones import gazetteer
from pipeline.desk import phrases, seals
from pipeline.desk.access import VISITOR, asker_of, visitor_of
from pipeline.desk.rooms import Desk, desk_of
from pipeline.desk.speech import TAGS, catalogue, language_of
from pipeline.desk.terms import TERMS
from pipeline.report import claim_words, words

TEMPLATES = Path(__file__).parent / "templates"
_PLAIN = (
    words.stamp,
    words.one_line,
    words.chinese,
    words.severity_band,
    words.safe_href,
    words.visible,
    words.shortened,
    claim_words.gist,
    claim_words.gist_of_zone,
)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """One page; a browser that has no cookie yet is given the one its forms are sealed with."""
    desk = desk_of(request)
    language = language_of(request, desk)
    visitor = visitor_of(request) or seals.token()
    common = {
        "asker": asker_of(request),
        "language": language,
        "tag": TAGS[language],
        "seal": seals.form_seal(desk.key, visitor),
        "here": f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path,
        "place": request.url.path,
        "now": desk.clock(),
    }
    drawn = HTMLResponse(environment(language).get_template(template).render(**common, **values), status_code=status)
    if not visitor_of(request):
        keep(drawn, desk, VISITOR, visitor)
    return drawn


def ready() -> None:
    """Load what every page takes (templates, catalogues, gazetteer), so that the first one comes as quickly as any other."""
    gazetteer()
    for language in TAGS:
        drawing = environment(language)
        for name in drawing.list_templates():
            drawing.get_template(name)


def keep(response: Any, desk: Desk, name: str, value: str, *, days: int = 365) -> None:
    """Give the browser a cookie that scripts cannot read and other sites cannot send with a form."""
    response.set_cookie(name, value, max_age=days * 86400, httponly=True, samesite="lax", secure=desk.secure, path="/")


@cache
def environment(language: str) -> Environment:
    """The templates in one language."""
    drawing = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for tool in _PLAIN:
        drawing.filters[tool.__name__] = tool
    told = catalogue(language)
    drawing.globals.update(_=_teller(told.gettext), ngettext=_counter(told.ngettext))
    drawing.filters.update(
        term=lambda name: told.gettext(TERMS[name]) if name in TERMS else name,
        outcome=lambda name: told.gettext(TERMS[f"outcome {name}" if f"outcome {name}" in TERMS else name]) if name in TERMS else name,
        kind=lambda kind: kind_words(kind, told.gettext),
        headline=lambda recorded: kind_words(_primary(recorded), told.gettext),
        sentence=lambda said: phrases.sentence(said, told.gettext),
        span=lambda between: span(between, told.ngettext, told.gettext),
    )
    drawing.globals.update(field=lambda label, said: phrases.field(label, said, told.gettext))
    drawing.globals.update(
        side_by_side=claim_words.side_by_side, became=claim_words.became, replaces=claim_words.replaces, evidence=claim_words.evidence
    )
    drawing.globals.update(value_words=claim_words.value_words, time_words=claim_words.time_words)
    return drawing


def kind_words(kind: str, tell: phrases.Tell) -> str:
    """A kind with its direction in the page's language."""
    name, _, direction = kind.partition(":")
    said, where = (tell(TERMS[part]) if part in TERMS else part.replace("_", " ") for part in (name, direction))
    return tell("%(kind)s (%(direction)s)") % {"kind": said, "direction": where} if direction else said


def span(between: tuple[datetime, datetime], count: Callable[[str, str, int], str], tell: phrases.Tell) -> str:
    """How wide an interval is, in its two largest units."""
    minutes = int((between[1] - between[0]).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    said = [count("%(n)s day", "%(n)s days", days) % {"n": days}] if days else []
    said += [tell("%(n)s h") % {"n": hours}] if hours else []
    said += [tell("%(n)s min") % {"n": rest}] if rest else []
    return " ".join(said[:2]) if said else tell("under a minute")


def _primary(recorded: RecordedChange) -> str:
    kind = recorded.change.kind
    return next((each for each in recorded.change.kinds if each.partition(":")[0] == kind), kind)


def _teller(told: Callable[[str], str]) -> Callable[..., Markup]:
    def tell(message: str, **parts: Any) -> Markup:
        return Markup(escape(told(message))) % _safe(parts) if parts else Markup(escape(told(message)))  # noqa: S704 - escaped

    return tell


def _counter(told: Callable[[str, str, int], str]) -> Callable[..., Markup]:
    def tell(one: str, many: str, n: int, **parts: Any) -> Markup:
        return Markup(escape(told(one, many, n))) % _safe({"n": n, **parts})  # noqa: S704 - escaped

    return tell


def _safe(parts: dict[str, Any]) -> dict[str, Any]:
    return {name: _shown(value) for name, value in parts.items()}


def _shown(value: Any) -> Any:
    return words.visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
