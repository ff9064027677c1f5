#!/bin/sh
"""exec" "$FORGE_PYTHON" -IS "$0" "$@"

Stands in for `python -m MODULE …` where a forged process starts another: lets the forge make it, and shares its fate.

The first line is the shell's, and ends it: what a search path has as `python3` may be a script that looks for a Python for longer
than this one is at work.
"""

import json
import os
import resource
import signal
import socket
import sys

if sys.argv[1:2] != ["-m"]:
    os.execv(os.environ["FORGE_PYTHON"], [os.environ["FORGE_PYTHON"], *sys.argv[1:]])  # noqa: S606 -- the real Python

limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
request = {
    "words": sys.argv[2:],
    "tag": os.environ["FORGE_TAG"],
    "file_size": None if limit == resource.RLIM_INFINITY else limit,
    "cwd": os.getcwd(),  # noqa: PTH109 -- loading pathlib takes as long as all the rest
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
