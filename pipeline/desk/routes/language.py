"""The language of the pages, chosen on the page."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from pipeline.desk.access import inside
from pipeline.desk.draw import keep
from pipeline.desk.rooms import Here
from pipeline.desk.speech import COOKIE

router = APIRouter()


@router.post("/language")
def choose(
    desk: Here, language: Annotated[Literal["zh", "en"], Form()], back: Annotated[str, Form(max_length=2000)] = "/"
) -> RedirectResponse:
    """Keep the language in a cookie and go back."""
    onwards = RedirectResponse(inside(back), 303)
    keep(onwards, desk, COOKIE, language)
    return onwards
