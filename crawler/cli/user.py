"""Commands about who may use the desk: user add, list, passwd, remove."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

import typer

from crawler.cli import doors
from db.errors import ZonewatchError

commands = typer.Typer(name="user", help="Who may use the desk.", no_args_is_help=True)

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


def _password() -> str:
    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    if not given:
        raise NoPassword
    return given
