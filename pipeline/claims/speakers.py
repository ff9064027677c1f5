"""Who says what a sentence says: an official, a firm, a document, the reporter who saw it, or nobody but the narrator."""

from __future__ import annotations

import re

from db.claim import Attribution
from pipeline.claims.lexicon_files import Hit, lexicon
from pipeline.claims.rows import row, within
from pipeline.claims.scene import Scene

_SPEECH = re.compile(r"介绍|表示|说|告诉|透露|称|指出|认为|看到|获悉|了解到|谈到|坦言|提出|显示|强调")
_OFFICE = re.compile(r"(?:局|委|办|区|市|县|政府|厅|处|科|部|站|大厅|窗口|法院|海关|街道|镇)(?:的|有关|相关)?$")
_FIRM = re.compile(r"(?:公司|集团|企业|股份|科技|厂|银行|药业|电子|新材)[^,。]{0,6}$")
_AUTHORITY = ("管委会", "党工委", "局长", "县长", "市长", "区长")
_NAME = re.compile(r"([一-鿿·]{2,4}?)(?=介绍|表示|说[,:。\"“]|告诉|透露|指出|坦言|强调|[在向对][^,。]{1,14}(?:介绍|表示|说)|,)")
_NARRATOR = Attribution()


def attributions(scene: Scene) -> tuple[Attribution, ...]:
    """For each sentence who says it: a speaker with a verb of saying speaks to its end, and in the quotes beside it."""
    named: dict[str, Attribution] = {}
    said = [_speaker(scene, sentence.start, sentence.end, named) for sentence in scene.body.sentences]
    utterances = row(sorted((quote for quote in scene.body.quotes if quote.utterance), key=lambda quote: quote.start))
    result = []
    for sentence, own, after in zip(scene.body.sentences, said, [*said[1:], _NARRATOR], strict=False):
        spoken = within(utterances, sentence.start - 400, sentence.start + 1)
        quoted = spoken and spoken[-1].end > sentence.start and own.type == "narrator" != after.type
        result.append(Attribution(type=after.type, surface=after.surface, mode="direct") if quoted else own)
    return tuple(result)


def _speaker(scene: Scene, start: int, end: int, named: dict[str, Attribution]) -> Attribution:
    """Who speaks in [start, end); a person given with an office is remembered in `named` and known by the bare name from then on."""
    best = _NARRATOR
    for hit in lexicon("speakers").hits(scene.text, start, end):
        spoken = _SPEECH.search(scene.text, hit.end, min(end, hit.end + 24))
        if hit.entry.name == "document" or spoken:
            mode = "indirect" if hit.entry.name != "observer" else "none"
            found = Attribution(type=_kind(scene.text, hit, start), surface=scene.body.text[hit.start : hit.end], mode=mode)
            if best.type == "narrator" or found.type != "observer":
                best = found
        if found_name := _NAME.match(scene.text, hit.end, end):
            named[found_name[1]] = Attribution(type=_kind(scene.text, hit, start), surface=found_name[1], mode="indirect")
    return best if best.type != "narrator" else _known(scene.text[start:end], named)


def _kind(text: str, hit: Hit, start: int) -> str:
    """The type of a speaker: an office that firms and authorities both have is told by the words before it."""
    before = text[max(start, hit.start - 14) : hit.start]
    if hit.entry.name == "official" and _FIRM.search(before) and not text.startswith(_AUTHORITY, hit.start):
        return "enterprise"
    shared = hit.entry.name == "enterprise" and text.endswith("负责人", hit.start, hit.end)
    return "official" if shared and _OFFICE.search(before[-5:]) else hit.entry.name


def _known(sentence: str, named: dict[str, Attribution]) -> Attribution:
    for name, speaker in named.items():
        at = sentence.find(name)
        if at >= 0 and _SPEECH.search(sentence, at + len(name), at + len(name) + 12):
            return speaker
    return _NARRATOR
