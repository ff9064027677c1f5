"""From two versions of an article and their claims to the list of changes, the gravest first.

Every edit shall give one change: a statement that only lost its neighbour's figure, or shares a clause with a changed one,
is not reported beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from db.claim import Claim
from db.records import Article, Change, Edit
from pipeline.canonical import same_words
from pipeline.changes.alignment import Alignment, align, plain
from pipeline.changes.grouping import group_of
from pipeline.changes.header import header_changes
from pipeline.changes.kinds import kinds, primary
from pipeline.changes.numbers import Swap, readings, swaps
from pipeline.changes.pairing import Pair, Pairing, pair
from pipeline.changes.severity import of_claim, of_number, of_text, silently
from pipeline.changes.spans import SpanIndex
from pipeline.changes.standing import settled
from pipeline.changes.wording import rewordings
from pipeline.diff.paragraphs import edits as paragraph_edits
from pipeline.layouts.furniture import words_of

FOUND_AGAIN = 0.8
"""Share of the earlier sentences that must be found again before a statement is called withdrawn."""

LOST_AT_MOST = 2
"""So few lost sentences are an edit, however short the article; more may be a page that was not read to its end."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """What happened between two versions."""

    edits: tuple[Edit, ...]
    """What became of the paragraphs, in the order of reading."""

    changes: tuple[Change, ...]
    """What became of the claims and of the page, the gravest first."""

    same_text: bool
    """True when the canonical texts of the bodies are equal, furniture at their edges aside."""


def compare(
    old: Article, new: Article, *, old_claims: Sequence[Claim], new_claims: Sequence[Claim], edits: Sequence[Edit] | None = None
) -> Comparison:
    """Edits and changes from `old` to `new`.

    The claims' offsets refer to the paragraphs of their article joined by one line feed. `edits` are those of
    `pipeline.diff.paragraphs.edits`, made here when not given. Swapping the sides mirrors the changes, but for withdrawals
    from a text of which less than `FOUND_AGAIN` is found again: those are not reported (see `text_changed`).
    """
    found = tuple(paragraph_edits(old.paragraphs, new.paragraphs) if edits is None else edits)
    same_text = same_words(words_of(old.paragraphs), words_of(new.paragraphs))
    body = [] if same_text else _body_changes(old, new, old_claims, new_claims, found)
    silent = old.updated_at is not None and old.updated_at == new.updated_at
    told = [*(silently(one) if silent else one for one in body), *header_changes(old, new)]
    changes = sorted((replace(one, group=group_of(one)) for one in told), key=_rank)
    return Comparison(edits=found, changes=tuple(changes), same_text=same_text)


def _body_changes(
    old: Article, new: Article, old_claims: Sequence[Claim], new_claims: Sequence[Claim], edits: Sequence[Edit]
) -> list[Change]:
    alignment = align(old.paragraphs, new.paragraphs, edits)
    pairing = settled(pair(old_claims, new_claims, alignment), old_claims, new_claims, alignment)
    if not any(claim.zone for claim in (*old_claims, *new_claims)):
        pairing = _beside_the_point(pairing)
    graded = [(one, kinds(one.before, one.after)) for one in pairing.pairs if not one.moved]
    figures = swaps(alignment.places, *_read(alignment, old_claims, new_claims, pairing))
    told = _Telling(alignment, (old.title, new.title))
    result = [told.claim(found, one.before, one.after) for one, found in graded if found]
    result += [told.claim(("appeared",), None, claim) for claim in pairing.fresh]
    reliable = alignment.old_share >= FOUND_AGAIN or alignment.old_lost <= LOST_AT_MOST
    result += [told.claim(("withdrawn",), claim, None) for claim in pairing.gone if reliable]
    result += [told.number(swap) for swap in figures]
    result += [told.claim(("reworded",), before, after) for before, after in pairing.unread]
    equal = [one for one, found in graded if not found and not one.repeated]
    reworded = rewordings(equal, old_claims, new_claims, _explained(pairing, graded, figures))
    result += [told.claim(("reworded",), one.before, one.after) for one in reworded]
    result += [told.claim(("moved",), one.before, one.after) for one in pairing.pairs if one.moved]
    unsure = () if reliable else pairing.gone
    return [*result, *_of_text(old, new, alignment, unsure)] if unsure or not result else result


def _beside_the_point(pairing: Pairing) -> Pairing:
    """What is left to tell where no zone is named at all: figures of one statement that differ, and no coming and going."""
    same = tuple(one for one in pairing.pairs if one.before.key == one.after.key and not one.moved)
    return Pairing(pairs=same, gone=(), fresh=())


class _Telling:
    """Makes changes with the sentences they stand in and the reasons for their rank."""

    def __init__(self, alignment: Alignment, titles: tuple[str, str]) -> None:
        self._alignment, self._titles = alignment, titles

    def claim(self, found: Sequence[str], before: Claim | None, after: Claim | None) -> Change:
        weight, reasons = of_claim(found, before, after, self._titles)
        return Change(
            kind=primary(found[0]),
            kinds=tuple(found),
            before=before,
            after=after,
            old_words=self._sentences(before, after=False),
            new_words=self._sentences(after, after=True),
            severity=weight,
            reasons=reasons,
        )

    def number(self, swap: Swap) -> Change:
        weight, reasons = of_number(swap.kind, swap.before.text, swap.after.text, swap.before.single, swap.after.single)
        words = swap.place.old_words.strip(), swap.place.new_words.strip()
        return Change(kind=primary(swap.kind), kinds=(swap.kind,), old_words=words[0], new_words=words[1], severity=weight, reasons=reasons)

    def _sentences(self, claim: Claim | None, *, after: bool) -> str | None:
        if claim is None:
            return None
        places = self._alignment.places_at(claim.evidence.start, claim.evidence.end, after=after)
        return "".join(place.new_words if after else place.old_words for place in places).strip() or claim.evidence.text


def _of_text(old: Article, new: Article, alignment: Alignment, unsure: Sequence[Claim]) -> list[Change]:
    if unsure:
        share = f"only {alignment.old_share:.0%} of the earlier sentences are found again"
        weight, reasons = of_text(f"{share}: {len(unsure)} statements that are missing are not called withdrawn", 0.4)
    elif plain("".join(old.paragraphs)) == plain("".join(new.paragraphs)):
        weight, reasons = of_text("only line breaks or signs differ", 0.03)
    else:
        weight, reasons = of_text("no statement is touched")
    touched = next((place for place in alignment.places if not place.same), None)
    return [
        Change(
            kind="text_changed",
            kinds=("text_changed",),
            old_words=touched.old_words.strip() or None if touched else None,
            new_words=touched.new_words.strip() or None if touched else None,
            severity=weight,
            reasons=reasons,
        )
    ]


def _read(
    alignment: Alignment, old: Sequence[Claim], new: Sequence[Claim], pairing: Pairing
) -> tuple[SpanIndex[object], SpanIndex[object]]:
    """Where figures were read on either side: see `readings`; of claims without a partner the whole evidence."""
    sides = ((old, pairing.gone, False), (new, pairing.fresh, True))
    spans = [
        [*readings(claims, alignment, after=after), *((claim.evidence.start, claim.evidence.end, None) for claim in alone)]
        for claims, alone, after in sides
    ]
    return SpanIndex(spans[0]), SpanIndex(spans[1])


def _explained(
    pairing: Pairing, graded: Iterable[tuple[Pair, tuple[str, ...]]], figures: Iterable[Swap]
) -> tuple[SpanIndex[object], SpanIndex[object]]:
    changed = [one for one, found in graded if found]
    before = [*pairing.gone, *(one.before for one in changed), *(one for one, _ in pairing.unread if one)]
    after = [*pairing.fresh, *(one.after for one in changed), *(one for _, one in pairing.unread if one)]
    old = [(claim.evidence.start, claim.evidence.end, None) for claim in before]
    new = [(claim.evidence.start, claim.evidence.end, None) for claim in after]
    old += [(swap.before.start, swap.before.end, None) for swap in figures]
    new += [(swap.after.start, swap.after.end, None) for swap in figures]
    return SpanIndex(old), SpanIndex(new)


def _rank(change: Change) -> tuple[float, int, int, tuple[str, ...]]:
    claim = change.after or change.before
    return -change.severity, claim.evidence.start if claim else -1, claim.value.start if claim and claim.value else -1, change.kinds
