"""The gazetteer: which development zones there are, what they are called, and where a text names them.

A name counts as a zone's when it joins a known place to a kind of zone (内江 + 高新区, also 内江国家高新区), or when
it is a name of its own (中关村). One of a known place that is not listed has its identity by place and kind; where that is not
certain, the name is a mention with id None.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.claims.fold import fold
from pipeline.claims.interim import interim
from pipeline.claims.lexicon_files import alternation

_FILE = Path(__file__).with_name("zones.toml")
_COUNTIES = _FILE.with_name("counties.toml")
SEVERAL = frozenset(("zbq", "jkq"))
"""Kinds of which a city has several; a further high-tech zone with its city's code is that one under its own name."""
_LEVEL = r"(?:市|地区)?(?:国家级?|省级)?"
_COUNTY = re.compile(r"[一-鿿]{1,3}[市县区州省]$")
_GENERIC = re.compile(
    r"(?:国家|国家级|全国|省级|全省|全市|各|个|家|类|[东西中北南]部地区|地区|其他|其它|周边|部分|升级为|本|该|[该本我全各][市县]|老|的|综合|在)$"
)
_OWN_NAME = re.compile(r"[一-鿿]{2,4}")
_NO_NAME = re.compile(
    r"地$|特色|专业|批|化$|型$|建|设|打造|推|进|加快|发展|支持|创|国家|级|全|各|个|重点|现|已|正|是|有|该|此|新增|引|招|获|第|唯|首|级|最|老|多|其|他"
)
_RANK = re.compile(r"\(?(?:国家级?|省级)\)?$")
_BREAK = re.compile(r"[^一-鿿]|[在与和的到入户是为于至自从了将由对向等及同把被让使给以,]")
_BRACKETED = re.compile(r"[()]|^\(?中国")
_RANKED = re.compile(r"国家级?(?=[高经综自])|省级|地区(?=高|经)")


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedZone:
    """One zone of the gazetteer."""

    id: str
    """`zone:CN-<GB/T 2260 code>-<kind>`."""

    name: str
    """The name it is shown by, such as 内江高新区."""

    names: tuple[str, ...]
    """Every name it is found by, the shown one among them."""

    kind: str
    """gxq, jkq, zbq, xq, zmq or other."""

    code: str
    """GB/T 2260 code of its city or district, six digits."""

    province: str
    """Province or municipality."""

    place: str
    """City, county or own name, without 市."""


@interim
class ZoneMention:
    """A place of a text that names a zone."""

    id: str | None
    """Identity; None when the gazetteer does not list it."""

    surface: str
    """The name as printed."""

    start: int
    """First code point."""

    end: int
    """One past the last."""


@dataclass(frozen=True, kw_only=True)
class Gazetteer:
    """The zones known, ready to be found in a text."""

    zones: tuple[ListedZone, ...]
    """All zones."""

    places: Mapping[str, str]
    """GB/T 2260 codes of the cities, counties and provinces that may stand before a kind of zone, by name; empty for one of several."""

    by_name: Mapping[str, ListedZone]
    """Zones by every name, folded."""

    automaton: AhoCorasick
    """Finds the names that are not made of a place and a kind, else the words that name a kind, by number."""

    own: int
    """How many of its words are names; the others are kinds."""

    suffixes: Mapping[str, str]
    """Kind by the words that name it: 高新区 is gxq."""

    provinces: tuple[str, ...]
    """Provinces that have a zone."""

    ids: frozenset[str]
    """Identities of the zones known."""

    def mentions(self, text: str) -> tuple[ZoneMention, ...]:
        """Zones named in the text, in order; offsets are code points. Bare words (高新区) and generic ones (国家高新区) are none."""
        return self.mentions_in(fold(text), text)

    def mentions_in(self, folded: str, text: str) -> tuple[ZoneMention, ...]:
        """The same for a text that is folded already."""
        found, reached = [], 0
        for number, first, end in self.automaton.find_matches_as_indexes(folded):
            own = number < self.own
            start = first if own else self._place_start(folded, _before_rank(folded, reached, first), reached)
            if start is None:
                continue
            zone = self.zone_named(folded[start:end])
            if zone is None and not own and self._is_province(folded[start:first]):
                continue  # 湖北省高新区 are all those of the province.
            if own and folded[start] == "自" and (whole := self._place_start(folded, start, reached)) is not None:
                start = whole  # 中国(云南)自由贸易试验区昆明片区: the name of the whole goes with that of its area.
            if own and zone is not None and (elsewhere := self._elsewhere(folded, start, reached, zone)) is not None:
                start, zone = elsewhere, None
            found.append(ZoneMention(zone.id if zone else None, text[start:end], start, end))
            reached = end
        return tuple(found)

    def zone_named(self, name: str) -> ListedZone | None:
        """The zone with that name in any of its forms (内江高新区, 四川内江国家高新技术产业开发区).

        One that is not listed is made of its place and kind; None for any other name.
        """
        plain = _BRACKETED.sub("", fold(name).strip())
        plain = _RANKED.sub("", plain)
        zone = self.by_name.get(plain) or self.by_name.get(plain.replace("市", ""))
        for province in self.provinces if zone is None else ():
            shorter = plain.removeprefix(province).removeprefix("省")
            if shorter != plain:
                zone = zone or self.by_name.get(shorter) or self.by_name.get(shorter.replace("市", "")) or self._unlisted(shorter)
        return zone or self._unlisted(plain)

    def with_zones(self, zones: tuple[ListedZone, ...]) -> Gazetteer:
        """The gazetteer with further zones, which win over those of the same name."""
        return _gathered(self.zones + zones, self.places, self.suffixes)

    def _unlisted(self, name: str) -> ListedZone | None:
        """The zone of a known place that is not listed (开阳经开区); None for a place of several, or where one under its own name is."""
        for words, kind in self.suffixes.items():
            place = name.removesuffix(words)
            if kind == "other" or place == name:
                continue
            parted = ((place[:size], place[size:]) for size in (4, 3, 2) if self._plain(place[:size]) and self._plain(place[size:]))
            city, place = next(parted, ("", place))
            place, city = self._plain(place) or "", self._plain(city) or ""
            code = self.places.get(place, "")
            if city and self.places[city][:4] != code[:4]:
                continue  # 潍坊滨海新区 is no zone of 滨海 in Jiangsu.
            number = f"zone:CN-{code}-{kind}"
            if code and not code.endswith("0000") and number not in self.ids:
                shown = place + next(word for word, its in self.suffixes.items() if its == kind)
                province = next(province for province in self.provinces if self.places[province][:2] == code[:2])
                return ListedZone(id=number, name=shown, names=(name,), kind=kind, code=code, province=province, place=place)
        return None

    def _plain(self, words: str) -> str | None:
        """A known place without the word for its rank: 开阳 of 开阳县; None for any other words."""
        return next((form for form in (words, words[:-1] if words[-1:] in "市县区旗" else words) if form in self.places), None)

    def _is_province(self, words: str) -> bool:
        place = _RANK.sub("", words).removesuffix("省").removesuffix("市")
        return self.places.get(place, "").endswith("0000")

    def _elsewhere(self, text: str, start: int, reached: int, zone: ListedZone) -> int | None:
        """Where the name of another city directly before a zone's own name begins: 绍兴滨海新区 is not the one in 天津."""
        for length in (4, 3, 2):
            begin = start - length
            code = self.places.get(text[begin:start].removesuffix("市")) if begin >= reached else None
            if code:
                same = code[:2] == zone.code[:2] and (code.endswith("0000") or zone.code[2:] == "0000" or code[:4] == zone.code[:4])
                return None if same else begin
        return None

    def _place_start(self, text: str, end: int, reached: int) -> int | None:
        """Where the place before a kind of zone begins; None when none stands there."""
        if text.endswith(")", reached, end) and (opened := text.rfind("(", max(reached, end - 6), end)) >= 0:
            if text[opened + 1 : end - 1] not in self.places:
                return None
            before = text[max(reached, opened - 4) : opened]
            sizes = (size for size in (4, 3, 2) if len(before) >= size and (before[-size:] in self.places or before[-size:] == "中国"))
            return opened - next(sizes, 0)
        for length in range(6, 1, -1):
            start = end - length
            word = text[start:end].removesuffix("市").removesuffix("省") if start >= reached else ""
            if word in self.places:
                before = text[max(reached, start - 4) : start]
                return start - next((size for size in (4, 3, 2) if before[-size:] in self.places and len(before) >= size), 0)
        own = self._own_name_start(text, end, reached)
        if own is not None:
            return own
        run = text[max(reached, end - 6) : end]
        cut = max((found.end() for found in _BREAK.finditer(run)), default=0)
        if len(run) - cut >= 2 and _COUNTY.search(run[cut:]) and not _GENERIC.search(run[cut:]) and len(run) - cut <= 5:
            return end - (len(run) - cut)
        return None

    def _own_name_start(self, text: str, end: int, reached: int) -> int | None:
        """Where a known place begins that is followed by a name of the zone's own (宜宾 in 宜宾三江新区); None when there is none."""
        for start in range(max(reached, end - 8), end - 3):
            for size in (4, 3, 2):
                place, own = text[start : start + size], text[start + size : end]
                known = place in self.places or (place[-1:] in "市县" and place[:-1] in self.places)
                if known and _OWN_NAME.fullmatch(own) and not _BREAK.search(own) and not _NO_NAME.search(own):
                    return start
        return None


def _before_rank(text: str, reached: int, start: int) -> int:
    """Where what stands before a kind of zone ends, its rank (国家级) left out."""
    rank = _RANK.search(text, max(reached, start - 5), start)
    return rank.start() if rank else start


def _gathered(zones: tuple[ListedZone, ...], places: Mapping[str, str], suffixes: Mapping[str, str]) -> Gazetteer:
    by_name = {fold(name): zone for zone in zones for name in zone.names}
    # A name made of a place and a kind is found by its kind; only names of their own need to be looked for.
    kinds = re.compile(f"(?:{alternation(dict(suffixes))})$")
    own = tuple(name for name in by_name if kinds.sub("", name) not in places or not kinds.search(name))
    longest = [sorted(words, key=lambda word: (-len(word), word)) for words in (own, suffixes)]
    automaton = AhoCorasick([*longest[0], *longest[1]], matchkind=MatchKind.LeftmostFirst)
    return Gazetteer(
        zones=zones,
        places=places,
        by_name=by_name,
        automaton=automaton,
        own=len(own),
        suffixes=suffixes,
        provinces=tuple(sorted({zone.province for zone in zones})),
        ids=frozenset(zone.id for zone in zones),
    )


@lru_cache
def gazetteer() -> Gazetteer:
    """The gazetteer of `zones.toml`, read once."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    codes = _codes(data)
    regular = _regular(data, codes)
    zones = [*regular, *_areas(data, codes), *_numbered(_named(data), {zone.id: 1 for zone in regular if zone.kind in SEVERAL})]
    provinces = {str(name): f"{code}0000" for code, name in data["provinces"].items()}
    suffixes = {word: kind for kind, words in data["suffixes"].items() for word in words}
    return _gathered(tuple(zones), {**_counties(), **provinces, **codes}, suffixes)


@lru_cache(maxsize=4)
def with_added(zones: tuple[ListedZone, ...]) -> Gazetteer:
    """The listed gazetteer with further zones, those of a configuration; kept, for every text asks for the same one."""
    return gazetteer().with_zones(zones) if zones else gazetteer()


def _codes(data: dict[str, Any]) -> dict[str, str]:
    """Code by place, prefecture-level cities and counties."""
    codes = {name: str(code) for name, code in data["counties"].items()}
    for province, line in data["places"].items():
        number = 1
        for word in line.split():
            if word.isdigit():
                number = int(word)
                continue
            codes[word] = f"{province}{number:02d}00"
            number += 1
    return codes


def _counties() -> dict[str, str]:
    """Code by county or district, whether the gazetteer lists a zone there or not."""
    codes: dict[str, str] = {}
    for city, line in tomllib.loads(_COUNTIES.read_text(encoding="utf-8"))["counties"].items():
        number = 0
        for word in line.split():
            if word.isdigit():
                number = int(word)
                continue
            codes[word] = "" if word in codes else f"{city}{number:02d}"
            number += 1
    return codes


def _regular(data: dict[str, Any], codes: dict[str, str]) -> list[ListedZone]:
    names = {name: f"{code}0000" for code, name in data["provinces"].items()}
    found = []
    for kind, line in data["zones"].items():
        for place in line.split():
            code = codes.get(place) or names[place]
            words = tuple(place + suffix for suffix in data["suffixes"][kind])
            found.append(_listed(data, f"{place}{data['suffixes'][kind][0]}", words, kind, (code, place)))
    return found


def _areas(data: dict[str, Any], codes: dict[str, str]) -> list[ListedZone]:
    """Areas of a pilot free trade zone, by their city: 湖南自贸试验区岳阳片区, 自贸区岳阳片区 and 岳阳片区."""
    found = []
    for kind, line in data["areas"].items():
        for place in line.split():
            province = data["provinces"][codes[place][:2]]
            wholes = tuple(word for word in data["suffixes"][kind] if not word.endswith("片区"))
            names = (f"{place}片区", *(f"{lead}{whole}{place}片区" for lead in (province, "") for whole in wholes))
            found.append(_listed(data, names[0], names, kind, (codes[place], place)))
    return found


def _named(data: dict[str, Any]) -> list[ListedZone]:
    found = []
    for kind, table in data["names"].items():
        for place, line in table.items():
            code, *printed = line.split()
            # What is printed in full in the table is as often printed short.
            names = dict.fromkeys(form for name in printed for form in (name, name.replace("综合保税区", "综保区")))
            found.append(_listed(data, printed[0], tuple(names), kind, (code, place)))
    return found


def _numbered(zones: list[ListedZone], numbers: dict[str, int]) -> list[ListedZone]:
    """Two zones of one kind in one district are numbered, as the identity's form has it; `numbers` holds those given already."""
    result = []
    for zone in zones:
        numbers[zone.id] = numbers.get(zone.id, 0) + 1
        result.append(zone if numbers[zone.id] == 1 else replace(zone, id=f"{zone.id}-{numbers[zone.id]}"))
    return result


def _listed(data: dict[str, Any], name: str, names: tuple[str, ...], kind: str, where: tuple[str, str]) -> ListedZone:
    code, place = where
    return ListedZone(
        id=f"zone:CN-{code}-{kind}", name=name, names=names, kind=kind, code=code, province=data["provinces"][code[:2]], place=place
    )
