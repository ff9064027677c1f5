"""How well changes are told: seeded edits over articles, their mirror images, and pairs in which nothing was edited.

`python -m tests.gate changes` prints the figures against their floors; `python -m tests.gate.changes NAME` lists what went
wrong with one kind of edit.
"""

from __future__ import annotations

import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from db.claim import Claim
from db.records import Change, Edit, Op
from pipeline.changes.compare import Comparison, compare
from pipeline.claims.read import claims
from tests.changes.build import article
from tests.changes.test_compare import mirrored
from tests.gate.layout_edits import Rearranged, moved, no_edits, rearrangements
from tests.gate.single_edits import Trial, trials
from tests.gate.texts import Span, Text, texts

SEED = 20220525
REARRANGED = 12
"""Rearrangements of each article."""

MULTIPLE = 6
"""Combinations of several edits of each article."""


def figures() -> dict[str, float]:
    """Shares, 1 being perfect, by name."""
    with ProcessPoolExecutor(len(PARTS)) as pool:
        measured = [pool.submit(part) for part in PARTS]
        return {name: share for one in measured for name, share in one.result().items()}


def single_edits() -> dict[str, float]:
    """Of edits made one at a time, and of the same pairs the other way round."""
    told = list(judged())
    by_name: dict[str, list[bool]] = defaultdict(list)
    for trial, hit, _ in told:
        by_name[trial.name].append(hit)
    return {
        "kind_and_claim": _share(hit for _, hit, _ in told),
        "nothing_else": _share(clean for _, _, clean in told),
        **{name.replace(" ", "_"): _share(hits) for name, hits in sorted(by_name.items())},
        "mirror": _share(_mirrors(trial) for trial, _, _ in told),
        "numbers_whole": _share(whole for whole in numbers_whole()),
    }


def other_pairs() -> dict[str, float]:
    """Of several edits together, of pairs without an edit, and of paragraphs that moved."""
    found, nothing_else = several()
    return {
        "several_edits_found": found,
        "several_edits_nothing_else": nothing_else,
        "no_edit_no_change": _share(not changes for _, changes in unedited()),
        "moved_only": _share(ok for ok in _moved_only()),
        "paragraph_origin": _share(right for one in _rearranged() for right in origins(one)),
        "equal_to_itself": _share(not _compared(text.body, text.body, text).changes for text in texts()),
    }


PARTS = (single_edits, other_pairs)
"""What is measured side by side, each part in a process of its own: together they take a minute."""


def judged() -> Iterator[tuple[Trial, bool, bool]]:
    """Every single edit: was it told by the right name at the right place, and nothing else?"""
    for trial in _trials():
        changes = told(trial)
        yield trial, hits(trial, changes), not strays(trial, changes)


def told(trial: Trial) -> tuple[Change, ...]:
    """The changes reported for a single edit."""
    return _compared(trial.text.body, trial.new_body, trial.text).changes


def hits(trial: Trial, changes: Sequence[Change]) -> bool:
    """Whether every target is reported by a right kind."""
    if trial.silent and not changes:
        return True
    return all(any(change.kind in trial.kinds and _at(change, target, trial) for change in changes) for target in trial.targets)


def strays(trial: Trial, changes: Sequence[Change]) -> list[Change]:
    """The changes that should not have been reported."""
    return [change for change in changes if change.kind not in trial.kinds or not _at(change, trial.scope, trial)]


def several() -> tuple[float, float]:
    """Of edits made together: the share found, and the share of reports that belong to one of them."""
    found, right = [], []
    chance = random.Random(SEED)
    for text in texts():
        own = [trial for trial in trials(text, chance) if not trial.after]
        for _ in range(MULTIPLE):
            some = _apart(own, chance)
            patches = tuple(sorted(patch for trial in some for patch in trial.patches))
            whole = replace(some[0], patches=patches)
            changes = _compared(text.body, whole.new_body, text).changes
            found += [hits(trial, changes) for trial in some if trial.kinds != frozenset({"reworded", "text_changed"})]
            right += [any(not strays(trial, [change]) for trial in some) for change in changes]
    return _share(found), _share(right)


def unedited() -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Pairs that differ in nothing an editor did, with the changes reported all the same."""
    chance = random.Random(SEED)
    for text in texts():
        for name, paragraphs in no_edits(text, chance):
            yield f"{name} in {text.name}", _compared(text.body, "\n".join(paragraphs), text).changes


def origins(one: Rearranged) -> Iterator[bool]:
    """For every paragraph after and every one that went: is its origin told rightly?"""
    edits = _compared(one.text.body, "\n".join(one.paragraphs), one.text).edits
    source: dict[int, tuple[int, ...]] = {new: edit.old for edit in edits for new in edit.new}
    for number, origin in enumerate(one.origins):
        yield set(source.get(number, ())) == set(origin)
    alive = {old for origin in one.origins for old in origin}
    gone = {old for edit in edits if edit.op is Op.REMOVED for old in edit.old}
    yield from (number in gone for number in range(len(one.text.paragraphs)) if number not in alive)


def numbers_whole() -> Iterator[bool]:
    """For every edited paragraph: does no border between tokens cut a number in two?"""
    for trial in _trials():
        for edit in _compared(trial.text.body, trial.new_body, trial.text).edits:
            if edit.tokens:
                yield not cut_numbers(edit)


def cut_numbers(edit: Edit) -> bool:
    """Whether a border of tokens stands inside a number of either side."""
    for side in "-+":
        pieces = [words for sign, words in edit.tokens if sign in ("=", side)]
        if any(re.search(r"[\d.]$", one) and re.match(r"\.?\d", other) for one, other in pairwise(pieces)):
            return True
    return False


def _moved_only() -> Iterator[bool]:
    chance = random.Random(SEED)
    for text in texts():
        for _, paragraphs in moved(text, chance):
            changes = _compared(text.body, "\n".join(paragraphs), text).changes
            yield all(change.kind in {"moved", "text_changed"} for change in changes) and bool(changes)


def _rearranged() -> Iterator[Rearranged]:
    chance = random.Random(SEED)
    for text in texts():
        yield from rearrangements(text, chance, REARRANGED)


def _trials() -> Iterator[Trial]:
    chance = random.Random(SEED)
    for text in texts():
        yield from trials(text, chance)


def _apart(own: Sequence[Trial], chance: random.Random) -> list[Trial]:
    """Two to five edits in sentences of their own."""
    some: list[Trial] = []
    for trial in chance.sample(own, len(own)):
        start, end = _sentence(trial)
        if all(end <= other[0] or other[1] <= start for other in map(_sentence, some)):
            some.append(trial)
        if len(some) == 5:
            break
    return some[: chance.randint(2, 5)]


def _sentence(trial: Trial) -> Span:
    at = trial.patches[0][0]
    body = trial.text.body
    return body.rfind("\n", 0, at) + 1, body.find("\n", at) % (len(body) + 1)


def _mirrors(trial: Trial) -> bool:
    there = _compared(trial.text.body, trial.new_body, trial.text).changes
    back = _compared(trial.new_body, trial.text.body, trial.text).changes
    return Counter(_form(change.kinds, change.before, change.after, flip=True) for change in there) == Counter(
        _form(change.kinds, change.after, change.before, flip=False) for change in back
    )


def _form(kinds: Sequence[str], before: Claim | None, after: Claim | None, *, flip: bool) -> str:
    names = sorted(mirrored(kind) if flip else kind for kind in kinds)
    return f"{names} {before and before.evidence} {after and after.evidence}"


def _at(change: Change, target: Span, trial: Trial) -> bool:
    claim = change.before or change.after
    if claim is None:
        words = trial.text.body[target[0] : target[1]].strip()
        return change.kind == "text_changed" or (words in (change.old_words or "") or (change.old_words or "") in words)
    if change.before is None:
        return trial.after and _overlap((claim.evidence.start, claim.evidence.end), target)
    own = (claim.value.start, claim.value.end) if claim.value else (claim.evidence.start, claim.evidence.end)
    return _overlap(own, target) or (claim.value is None and _overlap((claim.evidence.start, claim.evidence.end), target))


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _compared(old: str, new: str, text: Text) -> Comparison:
    return _cached(old, new, text.name, text)


@lru_cache(maxsize=20_000)
def _cached(old: str, new: str, name: str, text: Text) -> Comparison:
    return compare(article(*old.split("\n")), article(*new.split("\n")), old_claims=_claims(old, text), new_claims=_claims(new, text))


@lru_cache(maxsize=20_000)
def _claims(body: str, text: Text) -> tuple[Claim, ...]:
    return claims(body.split("\n"), doc=text.name, published=text.published)


def _share(right: Iterable[bool]) -> float:
    every = list(right)
    return sum(every) / len(every) if every else 1.0


def main(names: Sequence[str]) -> None:
    """List what went wrong with the kinds of edit named, or with all."""
    for trial in _trials():
        if names and trial.name not in names:
            continue
        changes = told(trial)
        if hits(trial, changes) and not strays(trial, changes):
            continue
        start, end = trial.scope
        verdict = ("" if hits(trial, changes) else "MISSED ") + ("STRAY" if strays(trial, changes) else "")
        print(f"{verdict}: {trial.name} in {trial.text.name}: …{trial.text.body[max(0, start - 25) : end]}… → {trial.patches[0][2]!r}")
        for change in changes:
            claim = change.before or change.after
            print(f"    {change.kinds} {claim and (claim.value and claim.value.surface, claim.evidence.text)} {change.reasons[:1]}")
    for name, changes in unedited():
        if changes and (not names or "no edit" in names):
            print(f"NO EDIT: {name}: {[change.kinds for change in changes]}")


if __name__ == "__main__":
    main(sys.argv[1:])
