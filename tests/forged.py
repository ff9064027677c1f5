#!/usr/bin/env -S python3 -IS
"""Stands in for `python -m MODULE …` where a forged process starts another: lets the forge make it, and shares its fate."""

import json
import os
import resource
import signal
import socket
import sys
from pathlib import Path

if sys.argv[1:2] != ["-m"]:
    os.execv(os.environ["FORGE_PYTHON"], [os.environ["FORGE_PYTHON"], *sys.argv[1:]])  # noqa: S606 -- the real Python

limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
request = {
    "words": sys.argv[2:],
    "tag": os.environ["FORGE_TAG"],
    "file_size": None if limit == resource.RLIM_INFINITY else limit,
    "cwd": str(Path.cwd()),
    "env": dict(os.environ),
}
connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
connection.connect(os.environ["FORGE"])
socket.send_fds(connection, [json.dumps(request).encode()], [0, 1, 2])
number = int(connection.recv(64))
signal.signal(signal.SIGTERM, lambda *_: os.kill(number, signal.SIGTERM))
status = int(connection.recv(64))
if status < 0:
    if -status == signal.SIGTERM:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
sys.exit(status)
