"""Style, script and mark of the desk: the files of `static/` and no others."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

router = APIRouter()

FOLDER = Path(__file__).parents[1] / "static"
MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@router.get("/static/{name}")
def static_file(request: Request, name: str) -> Response:
    """One file; a browser that has it already is told so."""
    held = files().get(name)
    if held is None:
        raise HTTPException(404)
    content, mark, media = held
    headers = {"etag": mark, "cache-control": "max-age=300"}
    if request.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media, headers=headers)


@cache
def files() -> dict[str, tuple[bytes, str, str]]:
    """Content, entity tag and media type of every file, by its name."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in MEDIA:
            content = path.read_bytes()
            found[path.name] = (content, f'"{hashlib.sha256(content).hexdigest()[:16]}"', MEDIA[path.suffix])
    return found
