#!/usr/bin/env python3
"""A `docker` for the tests of deploy.py: a Swarm whose job goes through the states of a script.

FAKE_DOCKER is a folder: `project.json` is what Compose makes of the files; `services` are the names
of those that run; `states` has one answer of `docker service ps` a line, of which the last stays.
Each command is appended to `calls`, and each stack to `stacks`, one JSON document a line.
"""

import json
import os
import sys
from pathlib import Path

folder = Path(os.environ["FAKE_DOCKER"])
arguments = sys.argv[1:]
with (folder / "calls").open("a") as calls:
    calls.write(json.dumps(arguments) + "\n")

match arguments[:2]:
    case ["compose", _]:
        print((folder / "project.json").read_text())
    case ["stack", "deploy"]:
        with (folder / "stacks").open("a") as stacks:
            stacks.write(json.dumps(json.load(sys.stdin)) + "\n")
    case ["service", "ls"]:
        print((folder / "services").read_text())
    case ["service", "ps"]:
        states = (folder / "states").read_text().splitlines()
        print(states[0].replace("|", "\n").replace(":", "\t"))
        (folder / "states").write_text("\n".join(states[1:] or states))
    case ["service", "logs"]:
        print("Applying tickets.0215... OK")
    case ["secret", "create"]:
        sys.stdin.read()
