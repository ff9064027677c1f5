"""Which zone a claim is about, and who else takes part."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from db.claim import Subject, Zone
from pipeline.claims.body import Clause
from pipeline.claims.rows import Row, row, within
from pipeline.claims.scene import Scene
from pipeline.claims.zones import ZoneMention

_PARTNER = re.compile(
    r"(?:与|和|跟|同|联合|牵手|携手|借力|来自|从|学习|对接|联手|向|及|聚焦|围绕|依托|对标|借鉴|毗邻|紧邻|邻近|靠近|距离?|辐射|、)$"
)
_SIDE = re.compile(r"(?:与|和|及|、)$")
_BESIDE = re.compile(
    r"(?:与|和|联合|携手|牵手|联手|会同|同)(?P<who>[一-鿿A-Za-z()·“”]{2,20}?)(?:等)?(?:正式|成功|共同|联合|合作|现场|举行|再次)*"
    r"(?=签约|签署|签订|签下|达成|共建|合作|共同|联合|携手|打造|建立|成立|组建|开展|设立)"
)
_EXAMPLE = re.compile(r"[^,。;:]{0,16}?等?为(?:例|代表)")
"""以甲开发区、乙开发区为代表: a zone named as an example is not what an article is about."""
_ASIDE = re.compile(r"\([不未]?(?:含|包括)[^()]*$")
_PLURAL = re.compile(r"[的了在将已和与]|^(?:其|各|一|该|多)|(?:企业|单位|部门|方面|机构)$")
NOWHERE = -1
"""Where the zone of a title stands in the text."""
EVERY = "all:"
"""How the link of a subject begins that is all zones of the country, and so none of the article's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Focus:
    """The zones of an article in the order they are named, partners set apart."""

    mentions: Row[ZoneMention]
    """Mentions that may be a claim's zone."""

    titled: ZoneMention | None = None
    """The only zone that the title names; what an article is about that names none in its text."""

    partners: Row[ZoneMention]
    """Mentions beside 与, 和, 从, 联合: partners and origins."""

    def last_before(self, end: int) -> ZoneMention | None:
        """The zone that what ends at the offset is about: the last named before it, else the first, else the title's, else None."""
        if not self.mentions:
            return self.titled
        return self.mentions.items[max(0, bisect_left(self.mentions.starts, end) - 1)]


def focus(scene: Scene, title: Sequence[ZoneMention] = ()) -> Focus:
    """Part the zones named into those the article is about and those that only take part; `title` are those of its title."""
    mine: list[ZoneMention] = []
    partners: list[ZoneMention] = []
    for mention in scene.zones:
        if _EXAMPLE.match(scene.text, mention.end) or left_out(scene.text, mention):
            continue
        before = scene.text[max(0, mention.start - 2) : mention.start]
        beside = bool(_PARTNER.search(before)) and (not _SIDE.search(before) or bool(mine))
        known = mine and (mention.id or mention.surface) == (mine[0].id or mine[0].surface)
        (partners if beside and not known else mine).append(mention)
    one = len({mention.id or mention.surface for mention in title}) == 1
    titled = replace(title[0], start=NOWHERE, end=NOWHERE) if one else None
    return Focus(mentions=row(mine or partners), titled=titled, partners=row(partners if mine else ()))


def left_out(text: str, mention: ZoneMention) -> bool:
    """Whether a zone only bounds what is summed: 20个高新区(未含甲高新区)."""
    return _ASIDE.search(text, max(0, mention.start - 8), mention.start) is not None


def zone_of(found: Focus, evidence: tuple[int, int], subject: Subject) -> Zone | None:
    """The zone of a claim: the last named before the evidence ends, else the first of the article; None when it names none."""
    mention = None if (subject.link or "").startswith(EVERY) else found.last_before(evidence[1])
    if mention is None:
        return None
    explicit = evidence[0] <= mention.start < evidence[1]
    via = "explicit" if explicit else "discourse" if subject.type in ("zone", "group") else "part_of"
    return _zone(mention.id, mention.surface, via)


@lru_cache(maxsize=1024)
def _zone(name: str | None, surface: str, via: str) -> Zone:
    """Kept, for the claims of an article are about a few zones, and what is frozen may be shared."""
    return Zone(id=name, surface=surface, via=via)


def counterparty_of(scene: Scene, clause: Clause, found: Focus) -> str | None:
    """A partner named in the clause: a zone, else whoever stands between 与 and 签署, 合作 or 共建; None when there is none."""
    partners = within(found.partners, clause.start, clause.end)
    if partners:
        return partners[0].surface
    beside = _BESIDE.search(scene.text, clause.start, clause.end)
    return scene.body.text[slice(*beside.span("who"))] if beside and not _PLURAL.search(beside["who"]) else None
