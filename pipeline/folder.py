"""The captures folder: a folder of this machine, or a place in shared storage that fsspec reaches (`s3://bucket/captures`).

A local file is appended to, a record at a time. Shared storage cannot append, and what is written there is never
written over: each call makes an object of its own, complete when it can be seen or not there at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO, Any, TypeAlias, cast

from db.errors import ZonewatchError

SUFFIX = ".warc.gz"
HERE = ("file://", "local://")
PACKAGES = {"s3": "zonewatch[s3]", "s3a": "zonewatch[s3]"}
"""What to install for a protocol, where it is ours to name."""
OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "oss"})
"""Where an object can only be seen when all of it has come; elsewhere a file is written beside its place and then moved there."""

_numbers = count(1)


class StorageUnknown(ZonewatchError):
    """{address} needs what is not installed ({why}): run `pip install '{package}'`, or name another `[captures] dir`."""


class StorageFailing(ZonewatchError, OSError):
    """The captures folder {address} does not answer ({why}): check `[captures] dir`, the network and your rights there."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A place in shared storage."""

    address: str
    """As configured: `s3://bucket/captures`."""

    system: Any
    """The fsspec file system that reaches it."""

    root: str
    """The place as that file system names it."""

    def at(self, name: str) -> str:
        """A file below it."""
        return f"{self.root}/{name}" if self.root else name

    def __str__(self) -> str:
        return self.address


Folder: TypeAlias = Path | Shared
"""Where WARC files lie."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A file in shared storage, whose driver's errors become ours while those of its reader stay their own."""

    address: str
    file: Any

    def read(self, size: int = -1) -> bytes:
        with _answering(self.address):
            return bytes(self.file.read(size))

    def seek(self, offset: int, whence: int = 0) -> int:
        return int(self.file.seek(offset, whence))

    def tell(self) -> int:
        return int(self.file.tell())


def place_of(address: str) -> Path | str:
    """What an address means: a path for a folder of this machine, else the address as it is; raises ValueError for neither."""
    protocol, mark, rest = address.partition("://")
    if not mark or address.startswith(HERE):
        return Path(rest if mark else address)
    if not (protocol.isalnum() and rest):
        raise ValueError("it must be a folder, or an address such as s3://bucket/captures")
    return address


def folder_at(address: Path | str) -> Folder:
    """The folder at a path or an address; raises StorageUnknown when the driver of its protocol is not installed, or StorageFailing."""
    if isinstance(address, Path):
        return address
    from fsspec.core import url_to_fs

    try:
        with _answering(address):
            system, root = url_to_fs(address)
    except (ImportError, ValueError) as error:
        protocol = address.partition("://")[0]
        raise StorageUnknown(address=address, why=error, package=PACKAGES.get(protocol, "the fsspec driver of its protocol")) from error
    return Shared(address, system, root.rstrip("/"))


def file_at(address: Path | str) -> tuple[Folder, str]:
    """The folder and the name of one file, by its path or address; raises StorageUnknown or StorageFailing."""
    if isinstance(address, str):
        address = place_of(address)
    if isinstance(address, Path):
        return address.parent, address.name
    parent, _, name = address.rpartition("/")
    return folder_at(parent), name


def add(folder: Folder, name: str, packed: bytes) -> str:
    """Keep a packed record in the file of that name, and give its place: `<file>#<offset>` below the folder.

    In shared storage it becomes an object of its own, named after `name` and numbered. Raises OSError when it cannot be
    kept whole; what lay there before is then as it was.
    """
    if isinstance(folder, Path):
        path = folder / name
        try:
            return f"{name}#{_append(path, packed)}"
        except FileNotFoundError:
            path.parent.mkdir(parents=True, exist_ok=True)
            return f"{name}#{_append(path, packed)}"
    own = f"{name.removesuffix(SUFFIX)}-{next(_numbers):06}{SUFFIX}"
    put(folder, own, packed)
    return f"{own}#0"


def put(folder: Folder, name: str, content: bytes) -> None:
    """Write a file whole or not at all; raises OSError."""
    if isinstance(folder, Path):
        path = folder / name
        part = path.with_name(f"{path.name}.part")
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return
    if folder.address.partition("://")[0] in OBJECT_STORES:
        with _answering(folder.address):
            folder.system.pipe_file(folder.at(name), content)
        return
    with _answering(folder.address), folder.system.transaction, folder.system.open(folder.at(name), "wb") as file:
        file.write(content)


@contextmanager
def opened(folder: Folder, name: str) -> Iterator[IO[bytes]]:
    """A file to read and to seek in; raises OSError, also for a name that leads out of the folder."""
    if name.startswith("/") or ".." in name.replace("\\", "/").split("/"):
        raise OSError(f"{name!r} leads out of the captures folder")
    if isinstance(folder, Path):
        with (folder / name).open("rb") as file:
            yield file
        return
    with _answering(folder.address):
        file = folder.system.open(folder.at(name), "rb")
    try:
        yield cast("IO[bytes]", _Asked(folder.address, file))
    finally:
        file.close()


def size_of(folder: Folder, name: str) -> int:
    """Bytes of a file; raises OSError."""
    if isinstance(folder, Path):
        return (folder / name).stat().st_size
    with _answering(folder.address):
        return int(folder.system.size(folder.at(name)))


def names_in(folder: Folder) -> list[str]:
    """The WARC files of every source, in alphabetical order; empty where nothing was kept yet. Raises OSError."""
    if isinstance(folder, Path):
        return sorted(path.relative_to(folder).as_posix() for path in folder.glob(f"*/*{SUFFIX}"))
    with _answering(folder.address):
        folder.system.invalidate_cache()  # other machines write there, too
        found = folder.system.find(folder.root) if folder.system.exists(folder.root) else []
    return sorted(path.removeprefix(folder.root).strip("/") for path in found if path.endswith(SUFFIX))


def remove(folder: Folder, name: str) -> None:
    """Delete a file; raises OSError."""
    if isinstance(folder, Path):
        (folder / name).unlink()
        return
    with _answering(folder.address):
        folder.system.rm_file(folder.at(name))


def answers(folder: Shared) -> None:
    """Ask shared storage for a sign of life; raises StorageFailing."""
    with _answering(folder.address):
        folder.system.invalidate_cache()
        folder.system.exists(folder.root)


@contextmanager
def _answering(address: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ZonewatchError, ImportError, ValueError):
        raise
    except Exception as error:  # each driver has errors of its own (botocore's, aiohttp's); whoever waits for bytes knows OSError
        raise StorageFailing(address=address, why=" ".join(str(error).split())[:200] or type(error).__name__) from error


def _append(path: Path, packed: bytes) -> int:
    with path.open("ab", buffering=0) as file:
        offset = file.tell()
        left = memoryview(packed)
        try:
            while left:
                left = left[file.write(left) :]
        except OSError:
            file.truncate(offset)  # what comes next must not stand behind half a record
            raise
    return offset
