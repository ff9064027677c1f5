"""Read the claims of one article: the way from paragraphs to claims, as one sentence.

Fold and cut the body, let every scanner run once over it, settle time, modality, speaker and zone clause by
clause, assemble figures and events, merge what is said twice, number and key the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from db.claim import Claim
from pipeline.claims.body import read_body
from pipeline.claims.canon import keyed
from pipeline.claims.certainty import certainties
from pipeline.claims.events import event_claim, events
from pipeline.claims.figures import claim_of, figures
from pipeline.claims.focus import focus
from pipeline.claims.frames import frames
from pipeline.claims.merging import merged
from pipeline.claims.reading import Reading
from pipeline.claims.regions import REGION
from pipeline.claims.scene import scene
from pipeline.claims.speakers import attributions
from pipeline.claims.uncollected import uncollected
from pipeline.claims.zones import Gazetteer
from pipeline.claims.zones import gazetteer as listed


def claims(
    paragraphs: Sequence[str], *, doc: str, published: date | None, gazetteer: Gazetteer | None = None, title: str = ""
) -> tuple[Claim, ...]:
    """The claims of an article in the order of its text, numbered `<doc>-001` and so on.

    `paragraphs` is the clean body without title and chrome; offsets in the claims are code points of
    `"\\n".join(paragraphs)`. `published` is the day in the article's own time zone; without it relative dates stay open.
    `title` is read for the zone it names alone, where the body names none.
    Any text is accepted; nothing is raised for what cannot be read.
    """
    with uncollected():
        return claims_of(read(paragraphs, doc=doc, published=published, gazetteer=gazetteer, title=title))


def claims_of(reading: Reading) -> tuple[Claim, ...]:
    """The claims of an article that was read up to them."""
    counted = tuple(figures(reading))
    governing = frozenset(figure.verb.start for figure in counted if figure.verb is not None)
    stated = [claim_of(reading, figure) for figure in counted] + [event_claim(reading, event) for event in events(reading, governing)]
    found = merged(reading, [claim for claim in stated if not (claim.subject.link or "").startswith(REGION)])
    return tuple(keyed(claim, f"{reading.doc}-{number:03d}") for number, claim in enumerate(found, 1))


def read(paragraphs: Sequence[str], *, doc: str, published: date | None, gazetteer: Gazetteer | None = None, title: str = "") -> Reading:
    """Everything known of the article before claims are assembled."""
    known = listed() if gazetteer is None else gazetteer
    seen = scene(read_body(paragraphs), known)
    return Reading(
        doc=doc,
        published=published,
        scene=seen,
        frames=frames(seen, published),
        certainties=certainties(seen, published),
        attributions=attributions(seen),
        focus=focus(seen, known.mentions(title)),
    )
