"""Measure how well claims are read, against annotated articles, and refuse to fall below the floors.

    python tests/gate/score_claims.py [--errors] [--json]

Our own articles lie beside this script under `articles/` and `later/` (which the change gate does not edit, for that would
take it minutes more); those under `sealed/` were annotated before the reader saw
them and their errors are never listed, so that they keep measuring what it does with a text it was not fitted to; so were
those under `fresh/`, a later and harder draw of statistics notes, tenders, portraits and brochures with every event marked. The
founding ones (where this machine has them) lie in `../shared/claims` beside the checkout. Prints precision, recall and
F1 a field for each set, compares F1 with `floors.toml`, and exits 1 when a figure is below its floor. A field is right
only on a claim that was found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SHARED = ROOT.parent / "shared" / "claims"
sys.path.insert(0, str(ROOT))

from db.claim import claim_to_json  # noqa: E402 (the script is run by path, so the checkout must be put first)
from pipeline.claims.read import claims  # noqa: E402

Json = dict[str, Any]
HIDDEN = ("sealed", "fresh")
"""Sets whose errors are never listed."""

SAME_FAMILY = {"state": "achieved"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """One annotated article."""

    name: str
    """Name of the article."""

    wanted: tuple[Json, ...]
    """Annotated claims, those marked as repetitions left out."""

    found: tuple[Json, ...]
    """Claims read."""

    repeats: tuple[Json, ...] = ()
    """Annotated repetitions: finding them is neither right nor wrong."""


@dataclass(kw_only=True, slots=True)
class Count:
    """How often a field was wanted, given and right, with what went wrong."""

    wanted: int = 0
    given: int = 0
    right: int = 0
    errors: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Precision, recall and F1; 0 where nothing was given or wanted."""
        precision = self.right / self.given if self.given else 0.0
        recall = self.right / self.wanted if self.wanted else 0.0
        both = precision + recall
        return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}


def spans_meet(one: Json, two: Json) -> bool:
    """Whether two spans share more than half of the shorter one."""
    shared = min(one["end"], two["end"]) - max(one["start"], two["start"])
    return bool(2 * shared > max(1, min(one["end"] - one["start"], two["end"] - two["start"])))


def likeness(one: str | None, two: str | None) -> float:
    """Dice's coefficient over pairs of neighbouring characters, 的, 等 and 、 left out."""
    left, right = (_pairs("".join(sign for sign in words or "" if sign not in "的等、")) for words in (one, two))
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def _pairs(words: str) -> set[str]:
    return {words[at : at + 2] for at in range(max(1, len(words) - 1))} if words else set()


def _number(claim: Json) -> Decimal | None:
    stated = claim["value"]["num"]
    return None if stated is None else Decimal(str(stated)).normalize()


def _family(claim: Json) -> str:
    name: str = claim["modality"]["class"]
    return SAME_FAMILY.get(name, name)


FIELDS: dict[str, Callable[[Json, Json], bool]] = {
    "value": lambda want, got: _number(want) == _number(got),
    "unit": lambda want, got: want["value"]["unit"] == got["value"]["unit"],
    "comparator": lambda want, got: want["value"]["comparator"] == got["value"]["comparator"],
    "modality": lambda want, got: _family(want) == _family(got),
    "time": lambda want, got: [want["time"][key] for key in ("start", "end")] == [got["time"][key] for key in ("start", "end")],
    "aggregate": lambda want, got: want["aggregate"] == got["aggregate"],
    "predicate": lambda want, got: want["predicate"]["class"] == got["predicate"]["class"],
    "metric": lambda want, got: likeness(want["metric"]["surface"], got["metric"]["surface"]) >= 0.6,
    "polarity": lambda want, got: want["polarity"] == got["polarity"],
}


def own_cases(*folders: str) -> Iterator[Case]:
    """Our own articles in folders beside this script, whose annotations cover the quantities."""
    for gold in sorted(gold for folder in folders for gold in (HERE / folder).glob("*.gold.jsonl")):
        name = gold.name.removesuffix(".gold.jsonl")
        yield _case(name, _lines(gold), gold.with_name(f"{name}.txt"))


def seed_cases() -> Iterator[Case]:
    """The founding articles; none where the reference material is absent."""
    for gold in sorted(SHARED.glob("gold_*.jsonl")):
        text = SHARED / f"{gold.stem.removeprefix('gold_')}.clean.txt"
        if text.exists():
            yield _case(text.name.partition(".")[0], _lines(gold), text)


def _lines(path: Path) -> list[Json]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _case(name: str, wanted: list[Json], text: Path) -> Case:
    paragraphs = text.read_text(encoding="utf-8").rstrip("\n").split("\n")
    published = date.fromisoformat(wanted[0]["pub"])
    found = tuple(claim_to_json(claim) for claim in claims(paragraphs, doc=name, published=published))
    first = tuple(claim for claim in wanted if not claim.get("dup"))
    return Case(name=name, wanted=first, found=found, repeats=tuple(claim for claim in wanted if claim.get("dup")))


def measure(cases: Iterable[Case]) -> dict[str, Count]:
    """Counts a field over all cases: quantities and their fields, zones, and events (claims without a value)."""
    counts = {name: Count() for name in ("quantity", *FIELDS, "zone", "event")}
    for case in cases:
        _quantities(case, counts)
        _events(case, counts["event"])
    return counts


def _quantities(case: Case, counts: dict[str, Count]) -> None:
    wanted = [claim for claim in case.wanted if claim["value"]]
    spare = [claim["value"] for claim in case.repeats if claim["value"]]
    mentions = [mention for claim in case.wanted for mention in claim.get("mentions", [])]
    pairs, open_claims = [], [claim for claim in case.found if claim["value"]]
    for want in wanted:
        got = next((claim for claim in open_claims if spans_meet(want["value"], claim["value"])), None)
        if got is not None:
            open_claims.remove(got)
            pairs.append((want, got))
        else:
            counts["quantity"].errors.append(f"{case.name}: missed {want['value']['surface']}")
    extra = [claim for claim in open_claims if not any(spans_meet(span, claim["value"]) for span in spare)]
    extra = [claim for claim in extra if not any(spans_meet(mention, claim["evidence"]) for mention in mentions)]
    counts["quantity"].errors += [f"{case.name}: invented {claim['value']['surface']}" for claim in extra]
    for name in ("quantity", *FIELDS):
        counts[name].wanted += len(wanted)
        counts[name].given += len(pairs) + len(extra)
    counts["quantity"].right += len(pairs)
    for want, got in pairs:
        _fields(case.name, want, got, counts)


def _fields(name: str, want: Json, got: Json, counts: dict[str, Count]) -> None:
    for key, right in FIELDS.items():
        if right(want, got):
            counts[key].right += 1
        else:
            counts[key].errors.append(f"{name}: {want['value']['surface']}: wanted {_shown(want, key)}, got {_shown(got, key)}")
    if want.get("zone_relevant", True) and want.get("zone"):
        zone = counts["zone"]
        zone.wanted, zone.given = zone.wanted + 1, zone.given + 1
        zone.right += bool(got["zone"]) and (want["zone"]["id"] == got["zone"]["id"] or want["zone"]["surface"] == got["zone"]["surface"])


def _shown(claim: Json, key: str) -> str:
    whole = claim[key] if key in claim else claim["value"][{"unit": "unit", "comparator": "comparator"}.get(key, "num")]
    return json.dumps(whole, ensure_ascii=False)


def _events(case: Case, count: Count) -> None:
    wanted = [claim for claim in case.wanted if not claim["value"]]
    if not wanted:
        return
    open_claims = [claim for claim in case.found if not claim["value"]]
    for want in wanted:
        near = [claim for claim in open_claims if spans_meet(want["evidence"], claim["evidence"])]
        best = max(near, key=lambda claim: _agreement(want, claim), default=None)
        if best is not None and _agreement(want, best) >= 0.5:
            open_claims.remove(best)
            count.right += 1
        else:
            count.errors.append(f"{case.name}: missed {want['predicate']['class']} {want['metric']['surface']}")
    count.errors += [f"{case.name}: invented {claim['predicate']['class']} {claim['metric']['surface']}" for claim in open_claims]
    count.wanted += len(wanted)
    count.given += len(wanted) - sum("missed" in error and error.startswith(case.name) for error in count.errors) + len(open_claims)


def _agreement(want: Json, got: Json) -> float:
    return likeness(want["metric"]["surface"], got["metric"]["surface"]) + FIELDS["predicate"](want, got)


def below(name: str, counts: dict[str, Count], floors: dict[str, Any]) -> list[str]:
    """Sentences on every figure of a set that lies below its floor."""
    low = []
    for key, floor in floors.get(name, {}).items():
        figure = counts[key].figures()["f1"]
        if counts[key].wanted and figure < floor:
            low.append(f"{name}: {key} is {figure:.3f}, the floor is {floor:.3f}; see --errors for what went wrong.")
    return low


def run() -> tuple[dict[str, dict[str, Count]], list[str]]:
    """Counts of every set that this machine has, and what lies below its floor."""
    floors = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))
    sets = {
        "own": tuple(own_cases("articles", "later")),
        "sealed": tuple(own_cases("sealed")),
        "fresh": tuple(own_cases("fresh")),
        "seeds": tuple(seed_cases()),
    }
    counts = {name: measure(cases) for name, cases in sets.items() if cases}
    return counts, [line for name, counted in counts.items() for line in below(name, counted, floors)]


def main() -> int:
    """Print the figures; 1 when one lies below its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list what was missed, invented or read wrongly")
    parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    options = parser.parse_args()
    counts, low = run()
    if options.json:
        figures = {name: {key: count.figures() for key, count in counted.items()} for name, counted in counts.items()}
        sys.stdout.write(json.dumps(figures, ensure_ascii=False) + "\n")
        return int(bool(low))
    for name, counted in counts.items():
        for key, count in counted.items():
            if count.wanted:
                row = "  ".join(f"{label} {figure:.3f}" for label, figure in count.figures().items())
                sys.stdout.write(f"{name:6s} {key:11s} {row}  ({count.right} of {count.wanted})\n")
            for error in count.errors if options.errors and name not in HIDDEN else ():
                sys.stdout.write(f"       {key}: {error}\n")
    for line in low:
        sys.stderr.write(line + "\n")
    return int(bool(low))


if __name__ == "__main__":
    sys.exit(main())
