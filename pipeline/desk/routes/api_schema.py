"""The API's own description: `/api/v1/openapi.json` (OpenAPI 3.1), made from the routes themselves."""

from __future__ import annotations

import importlib
import pkgutil
from importlib.metadata import version
from typing import Any

from fastapi import APIRouter
from fastapi.openapi.utils import get_openapi

from pipeline.desk import routes
from pipeline.desk.stretch import Plain, Refused

ABOUT = """What zonewatch holds, as JSON. Send a token of a user (`zonewatch user token add NAME`) as `Authorization: Bearer TOKEN`.

Lists come in parts: give the `next` of one as `after` for the following one. Things have the forms that the commands print
with `--json`. Times are ISO 8601 with their offset. What cannot be done is answered with one sentence: `{"error": "…"}`."""

ANSWERS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refused, "description": said}
    for status, said in {
        401: "no token, or a wrong one",
        403: "your role does not allow it",
        404: "nothing of that name is held",
        422: "a value that cannot be",
        429: "too many wrong tokens from your address",
        503: "the store cannot be reached",
    }.items()
}
"""How every route answers when it cannot do what was asked."""

router = APIRouter(prefix="/api/v1", responses=ANSWERS)


@router.get("/openapi.json", include_in_schema=False)
def description() -> Plain:
    """The description."""
    modules = (importlib.import_module(f"{routes.__name__}.{one.name}") for one in pkgutil.iter_modules(routes.__path__))
    found = [route for module in modules if module.router.prefix == router.prefix for route in module.router.routes]
    made: Plain = get_openapi(title="zonewatch", version=version("zonewatch"), description=ABOUT, routes=found)
    made["components"].setdefault("securitySchemes", {})["token"] = {"type": "http", "scheme": "bearer"}
    made["security"] = [{"token": []}]
    return made
