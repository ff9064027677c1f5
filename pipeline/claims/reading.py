"""One article under reading: its scene with what is known of every clause and sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.claim import Attribution
from pipeline.claims.certainty import Certainty
from pipeline.claims.focus import Focus
from pipeline.claims.frames import Frame
from pipeline.claims.scene import Scene


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """What the assemblers of figures and of events share."""

    doc: str
    """Name of the text."""

    published: date | None
    """Publication day."""

    scene: Scene
    """The body and everything found in it."""

    frames: tuple[Frame, ...]
    """Times in force, by number of the clause."""

    certainties: tuple[Certainty | None, ...]
    """Modality in force, by number of the clause."""

    attributions: tuple[Attribution, ...]
    """Speaker, by number of the sentence."""

    focus: Focus
    """Zones the article is about."""
