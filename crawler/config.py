"""zonewatch.toml as frozen settings: only the doors read it, and pass parts of it down.

Every key has a default, and a wrong key or value is refused by its dotted name. What one source may set
beyond the common keys stands, with the defaults, in a TOML file beside its spider, where it has any: a new
source needs no change here, and reading the settings does not load Scrapy.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Set
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crawler.keys import Config, SourceTable
from db.errors import ZonewatchError
from pipeline.message import COMMON, notifier, notifiers, recipient

DEFAULT_FILE = Path("zonewatch.toml")
SPIDERS = Path(__file__).parent / "spiders"


class WrongConfiguration(ZonewatchError):
    """{file}: {key} {why}"""


def load(path: Path | None, environ: Mapping[str, str]) -> Config:
    """The settings of a file: the one given, else $ZONEWATCH_CONFIG, else ./zonewatch.toml, else the defaults.

    Raises WrongConfiguration naming the key, what is wrong with it and what to do.
    """
    place = place_of(path, environ)
    return load_bytes(contents(place), str(place)) if place else parse({}, str(DEFAULT_FILE))


def place_of(path: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Where the settings stand: the path given, else $ZONEWATCH_CONFIG, else ./zonewatch.toml; None when that is not there."""
    named = path or (Path(environ["ZONEWATCH_CONFIG"]) if environ.get("ZONEWATCH_CONFIG") else None)
    return named or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)


def load_bytes(content: bytes, file: str) -> Config:
    """The settings of a file's content; `file` is named in refusals (WrongConfiguration)."""
    try:
        data = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongConfiguration(file=file, key="the file", why=f"is not TOML in UTF-8 ({error}): correct it there") from error
    return parse(data, file)


def contents(path: Path) -> bytes:
    """A configuration file's bytes; raises WrongConfiguration."""
    try:
        return path.read_bytes()
    except OSError as error:
        why = f"({error.strerror}): give the path of a file that can be read"
        raise WrongConfiguration(file=path, key="the file cannot be read", why=why) from error


def parse(data: Mapping[str, Any], file: str) -> Config:
    """The settings of a TOML document as read; `file` is named in refusals (WrongConfiguration)."""
    tables = data.get("sources", {})
    if not isinstance(tables, dict):
        raise WrongConfiguration(file=file, key="sources", why="is not a table: write [sources.<name>]")
    known = source_names()
    for name in tables:
        if name not in known:
            raise WrongConfiguration(file=file, key=f"sources.{name}", why=f"is not a known source: the known ones are {', '.join(known)}")
    sources = {name: _source(name, tables.get(name, {}), file) for name in known}
    _check_notifiers(data.get("notify", {}), file)
    try:
        return Config.model_validate({**data, "sources": sources})
    except ValidationError as error:
        raise _refusal(error, (), file) from error


def source_names() -> tuple[str, ...]:
    """The sources there is a spider for, by the files that lie in `spiders/`."""
    return tuple(sorted(path.stem for path in SPIDERS.glob("*.py") if path.stem != "__init__"))


def _source(name: str, given: Any, file: str) -> SourceTable:
    place = ("sources", name)
    own = SPIDERS / f"{name}.toml"
    defaults = {"discover": {}, **(tomllib.loads(own.read_text(encoding="utf-8")) if own.exists() else {})}
    further = {key for key in defaults if key.endswith("_origin")}
    known = (set(SourceTable.model_fields) - {"origins"}) | further
    _check_keys(given, known, place, file)
    _check_keys(given.get("discover", {}), set(defaults["discover"]), (*place, "discover"), file)
    _check_kinds(given.get("discover", {}), defaults["discover"], (*place, "discover"), file)
    merged = {**defaults, **given, "discover": {**defaults["discover"], **given.get("discover", {})}}
    origins = {key.removesuffix("_origin"): merged.pop(key) for key in further}
    try:
        return SourceTable.model_validate({**merged, "origins": {key: value for key, value in origins.items() if value != ""}})
    except ValidationError as error:
        raise _refusal(error, place, file) from error


def _check_notifiers(tables: Any, file: str) -> None:
    for name, given in tables.items() if isinstance(tables, dict) else ():
        if not isinstance(given, dict):
            raise WrongConfiguration(file=file, key=f"notify.{name}", why="is not a table: give it keys of its own")
        by, known = given.get("by", name), notifiers()
        if by not in known:
            key, which = (f"notify.{name}.by", "") if "by" in given else (f"notify.{name}", ", and `by` names another one")
            why = f"is not a known notifier: the known ones are {', '.join(known)}{which}"
            raise WrongConfiguration(file=file, key=key, why=why)
        _check_keys(given, COMMON | notifier(by).KEYS, ("notify", name), file)
        try:
            recipient(name, given, "zh")
        except ValueError as error:  # its words never hold the value, which may be a secret
            raise WrongConfiguration(file=file, key=f"notify.{name}", why=f"is not right: {error}") from None


def _check_keys(given: Any, known: Set[str], place: tuple[str, ...], file: str) -> None:
    if not isinstance(given, dict):
        raise WrongConfiguration(file=file, key=".".join(place), why="is not a table: give it keys of its own")
    for key in given:
        if key not in known:
            raise WrongConfiguration(file=file, key=".".join((*place, key)), why=_unknown(key, known))


def _check_kinds(given: dict[str, Any], defaults: dict[str, Any], place: tuple[str, ...], file: str) -> None:
    for key, value in given.items():
        wanted = _kind_missed(value, defaults[key])
        if wanted:
            raise WrongConfiguration(file=file, key=".".join((*place, key)), why=f"is {value!r}: it must be {wanted}")


def _kind_missed(value: Any, default: Any) -> str | None:
    """What a value must be to be of its default's kind; None when it is."""
    if isinstance(default, bool):
        return None if isinstance(value, bool) else "true or false"
    if isinstance(default, int):
        whole = isinstance(value, int) and not isinstance(value, bool)
        return None if whole and 1 <= value <= 1000 else "a whole number from 1 to 1000"
    return None if isinstance(value, list) and all(isinstance(name, str | int) for name in value) else "a list of names"


def _unknown(key: str, known: Set[str]) -> str:
    near = get_close_matches(key, sorted(known), n=1)
    if near:
        return f"is not a known key: did you mean {near[0]}?"
    return f"is not a known key: the known ones are {', '.join(sorted(known)) or 'none'}"


def _refusal(error: ValidationError, place: tuple[str, ...], file: str) -> WrongConfiguration:
    first = error.errors(include_url=False)[0]
    location = [str(part) for part in (*place, *first["loc"])]
    if first["type"] == "extra_forbidden":
        fields = Config.model_fields if len(location) == 1 else getattr(Config.model_fields[location[0]].annotation, "model_fields", {})
        return WrongConfiguration(file=file, key=".".join(location), why=_unknown(location[-1], set(fields)))
    if "origins" in location:
        location[location.index("origins") :] = [f"{location[-1]}_origin"]
    message = first["msg"].removeprefix("Value error, ").replace("a valid tuple", "a list of names")
    said = f"is {first['input']!r}" if isinstance(first["input"], str | int | float | list) else "is not right"
    return WrongConfiguration(file=file, key=".".join(location), why=f"{said}: {message[:1].lower()}{message[1:]}")
