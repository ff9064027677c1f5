"""Commands about who may use the desk: user add, list, passwd, remove."""

import sys
from typing import Annotated, Literal

import typer

from crawler.cli import doors
from db.errors import ZonewatchError

commands = typer.Typer(name="user", help="Who may use the desk.", no_args_is_help=True)

tokens = typer.Typer(
    help="Tokens by which programs speak for a user at /api/v1.\n\nExample: zonewatch user token add 林 --label notebook",
    no_args_is_help=True,
)
commands.add_typer(tokens, name="token")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name they log in with and judge under.")]
Role = Annotated[Literal["view", "review", "admin"], typer.Option("--role", help="Read, judge, or look after the others, too.")]


class NoPassword(ZonewatchError):
    """No password was given: type one twice alike, or send one as the first line of standard input."""


class NoName(ZonewatchError):
    """{name!r} cannot be a user's name: give 1 to 100 characters that can be seen, with none at its ends that cannot."""


@commands.command()
def add(name: Name, role: Role = "review", now: doors.Now = None) -> None:
    """Add a user; the password is asked for, or read from standard input.

    Example: zonewatch user add 林 --role review
    """
    from db.people import Person, add_person
    from pipeline.desk.passwords import hashed

    if name != name.strip() or not name.isprintable() or not 0 < len(name) <= 100:
        raise NoName(name=name)
    secret = hashed(_password())
    with doors.opened() as store, store.unit() as unit:
        add_person(unit, Person(name=name, role=role, secret=secret, since=doors.present(now)))
    doors.note(f"{name} may {role}")


@commands.command(name="list")
def list_users(json: doors.Json = False) -> None:
    """The users with their roles.

    Example: zonewatch user list
    """
    from db.people import people
    from pipeline.report.text_holdings import held_table
    from pipeline.report.words import stamp

    with doors.looking() as unit:
        held = people(unit)
    if json:
        doors.say_json({"name": one.name, "role": one.role, "since": one.since.isoformat()} for one in held)
    elif held:
        doors.say(held_table(("Name", "Role", "Since"), [(one.name, one.role, stamp(one.since)) for one in held], ratios=(1, 0, 0)))
    else:
        doors.note("no users: the desk is open to whoever sits at this machine, and to nobody else")


@commands.command()
def passwd(name: Name) -> None:
    """Give a user another password, and log them out everywhere.

    Example: zonewatch user passwd 林
    """
    from db.people import person_named, set_secret
    from pipeline.desk.passwords import hashed

    with doors.opened() as store:
        with store.look() as unit:
            person_named(unit, name)
        secret = hashed(_password())
        with store.unit() as unit:
            set_secret(unit, name, secret)
    doors.note(f"{name} has another password")


@commands.command()
def remove(name: Name) -> None:
    """Remove a user; their verdicts stay.

    Example: zonewatch user remove 林
    """
    from db.people import remove_person

    with doors.opened() as store, store.unit() as unit:
        remove_person(unit, name)
    doors.note(f"{name} is removed")


@tokens.command(name="add")
def add_token(
    name: Name,
    label: Annotated[str, typer.Option("--label", metavar="WORDS", help="What it is for.")] = "",
    json: doors.Json = False,
    now: doors.Now = None,
) -> None:
    """Make a token with a user's rights; it is printed once and kept as a digest only.

    Example: zonewatch user token add 林 --label notebook
    """
    from db.tokens import Token
    from db.tokens import add_token as kept
    from pipeline.desk import seals

    given = seals.token()
    made = Token(digest=seals.digest(given), person=name, label=label[:100], since=doors.present(now))
    with doors.opened() as store, store.unit() as unit:
        kept(unit, made)
    if json:
        doors.say_json([{"token": given, "name": made.name, "user": name}])
    else:
        typer.echo(given)
        doors.note(f"this is token {made.name} of {name}; it is not shown again")


@tokens.command(name="list")
def list_tokens(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="Only those of this user.")] = None, json: doors.Json = False
) -> None:
    """The tokens by their names, whose they are, and when they were used last.

    Example: zonewatch user token list
    """
    from db.tokens import tokens_held
    from pipeline.report.text_holdings import held_table
    from pipeline.report.words import one_line, stamp

    with doors.looking() as unit:
        held = tokens_held(unit, name)
    if json:
        used = [one.used_at.isoformat() if one.used_at else None for one in held]
        forms = [{"name": one.name, "user": one.person, "label": one.label, "since": one.since.isoformat()} for one in held]
        doors.say_json({**form, "used_at": at} for form, at in zip(forms, used, strict=True))
    elif held:
        rows = [(one.name, one.person, one_line(one.label), stamp(one.since), stamp(one.used_at)) for one in held]
        doors.say(held_table(("Token", "User", "Label", "Since", "Last used"), rows, ratios=(0, 1, 1, 0, 0)))
    else:
        doors.note("no tokens")


@tokens.command()
def revoke(token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its name, as `user token list` shows it.")]) -> None:
    """Revoke a token: whoever has it is refused from now on.

    Example: zonewatch user token revoke 3f9a77c0
    """
    from db.tokens import revoke as revoked

    with doors.opened() as store, store.unit() as unit:
        gone = revoked(unit, token)
    doors.note(f"token {gone.name} of {gone.person} is revoked")


def _password() -> str:
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if not given:
        raise NoPassword
    return given
