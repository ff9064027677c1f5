"""The desk as an application: every route found by place, one dependency before all of them, one shield around it."""

from __future__ import annotations

import importlib
import pkgutil
from copy import copy
from functools import cache

from fastapi import Depends, FastAPI
from starlette.datastructures import State

from pipeline.desk import routes
from pipeline.desk.access import admit
from pipeline.desk.attempts import Attempts
from pipeline.desk.ledgers import Shelf
from pipeline.desk.refusals import add_refusals
from pipeline.desk.rooms import Desk
from pipeline.desk.shield import Application, shielded


def make_app(desk: Desk) -> FastAPI:
    """The application without its shield: the routes are worked out once, what a desk knows and counts is its own."""
    app = copy(_routed())
    app.state = State({"desk": desk, "attempts": Attempts(), "shelf": Shelf()})
    return app


@cache
def _routed() -> FastAPI:
    """The routes behind their one dependency; a module of `routes/` with a `router` is part of them."""
    app = FastAPI(title="zonewatch", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(admit)])
    for name in sorted(module.name for module in pkgutil.iter_modules(routes.__path__)):
        module = importlib.import_module(f"{routes.__name__}.{name}")
        if hasattr(module, "router"):
            app.include_router(module.router)
    add_refusals(app)
    return app


def serve_app(desk: Desk) -> Application:
    """The application as it is served."""
    return shielded(make_app(desk), desk.hosts)
