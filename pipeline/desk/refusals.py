"""What is said when something cannot be done: always one sentence, never a trace; as JSON to programs."""

from __future__ import annotations

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.exceptions import HTTPException as PlainHTTPException

from db.errors import NotHeld, StoreFailing, ZonewatchError
from pipeline.desk.access import LogIn, to_log_in
from pipeline.desk.bearer import for_programs
from pipeline.desk.draw import page
from pipeline.desk.phrases import sentence
from pipeline.desk.rooms import desk_of
from pipeline.desk.speech import catalogue, language_of


def _(words: str) -> str:
    return words


SENTENCES = {
    "role": _("Your role does not allow this: ask whoever looks after the desk for another one."),
    "form": _("This form is too old or came from elsewhere: go back, reload the page and send it again."),
    "kind": _("There is no such kind of change: choose one from the list."),
    "source": _("There is no such source: choose one from the list."),
    "day": _("There is no such day: write it as 2026-03-02."),
    "name": _("Nobody knows who you are: send a token, or give the desk a name, `[desk] name`."),
    "token": _("This token is not valid, or not any more: ask whoever looks after the desk for another one."),
    "often": _("Too many wrong tokens came from your address: wait a quarter of an hour."),
    "json": _("A program that writes sends a token, or at least Content-Type: application/json from this very machine."),
    "after": _("The list cannot go on from there: begin at its first page."),
}
STATUSES = {
    400: _("The request is too large or cannot be read: go back and use the form of the page."),
    403: SENTENCES["role"],
    404: _("There is no such page: begin with the queue."),
    405: _("This address cannot be used so: go back and use the form of the page."),
    422: _("The address or the form says something that cannot be: {field} is not valid. Correct it, or begin with the queue."),
    500: _("Something went wrong here, and it is our fault: the log of the desk says more."),
}


def add_refusals(app: FastAPI) -> None:
    """Let every error of an application end in a sentence."""
    for kind, told in ((PlainHTTPException, _http), (RequestValidationError, _invalid), (ZonewatchError, _ours), (LogIn, _log_in)):
        app.add_exception_handler(kind, told)
    app.add_exception_handler(Exception, _fault)


def refusal(request: Request, status: int, message: str, **parts: str) -> Response:
    """A message of the catalogue with its parts filled in, as a page, or as JSON below `/api`."""
    tell = catalogue(language_of(request, desk_of(request))).gettext
    return _refused(request, status, message.format(**parts), tell(message).format(**parts))


def _refused(request: Request, status: int, english: str, told: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": english}, status_code=status)
    return page(request, "refusal.html", status=status, refused=status, told=told)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException | PlainHTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException | PlainHTTPException) else ""
    answer = refusal(request, status, SENTENCES.get(str(detail)) or STATUSES.get(status, str(detail)))
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer


def _invalid(request: Request, error: Exception) -> Response:
    first = error.errors()[0] if isinstance(error, RequestValidationError) else {"loc": ("", "")}
    field = str(first["loc"][-1])[:40]
    if first["loc"][0] == "path":
        return refusal(request, 404, STATUSES[404])
    return refusal(request, 422, STATUSES[422], field=field)


def _ours(request: Request, error: Exception) -> Response:
    status = 404 if isinstance(error, NotHeld) else 503 if isinstance(error, StoreFailing) else 422
    tell = catalogue(language_of(request, desk_of(request))).gettext
    return _refused(request, status, str(error), sentence(str(error), tell))


def _log_in(request: Request, _error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": "Log in, or send a token: Authorization: Bearer TOKEN."}, status_code=401)
    if for_programs(request.url.path):
        return PlainTextResponse("A token is needed, as the password of any name.\n", 401, {"WWW-Authenticate": 'Basic realm="zonewatch"'})
    return to_log_in(request)


def _fault(request: Request, _error: Exception) -> Response:
    return refusal(request, 500, STATUSES[500])
