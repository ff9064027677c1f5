"""The keyboard shortcuts as a page, for whoever has no JavaScript to show them in place."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipeline.desk.draw import page

router = APIRouter()


@router.get("/keys", response_class=HTMLResponse)
def keys_page(request: Request) -> HTMLResponse:
    """The list of shortcuts."""
    return page(request, "keys.html")
