"""What the reader makes on its way from text to claims: so many small things that guarding each would be a fifth of the time.

A frozen dataclass writes every field through `object.__setattr__`, and one made by keywords is made twice as slowly again. What is
declared here is frozen to the type checker, which sees all the code there is, and is an ordinary slotted object when it runs; the
records that leave the reader (`db.claim`) stay guarded.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, dataclass_transform

Kind = TypeVar("Kind")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def interim(kind: type[Kind]) -> type[Kind]:
    """A slotted dataclass that no code may write to, made by position."""
    return dataclass(slots=True, unsafe_hash=True)(kind)
