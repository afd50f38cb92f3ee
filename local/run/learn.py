"""`make learn`: a better model for this installation, from its suggestions and its agents' labels.

    python3 local learn                    learn, compare, put in force what is better
    python3 local learn --days 365         from the suggestions of the last year alone
    python3 local learn --use 1234abcd     go back to former weights; shipped: those that ship

Other arguments are those of `python -m classifier.train`. Finds the portal as `make manage` does.
The texts go from ticket-api, redacted, through memory to the training: no file has them.
"""

import argparse
import os
import subprocess
from collections.abc import Sequence

import prepare
from paths import CLASSIFIER, CLONE, SetupError
from run.environments import Environment
from run.manage import MANAGE, environments_of, in_container, running_here

TRAIN: tuple[str, ...] = (f"{CLASSIFIER}/.venv/bin/python", "-m", "classifier.train")
# The image is built when it is missing or old.
TRAIN_IN_CONTAINER = ("docker", "compose", "run", "--build", "--rm", "-T", "learn")


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code of the training, 1 when nothing was better."""
    parser = argparse.ArgumentParser(prog="make learn", add_help=False)
    parser.add_argument("--days", type=int)
    options, words = parser.parse_known_args(arguments)
    each: dict[str, Environment] = {}
    if data := running_here(os.environ):
        prepare.for_learn()
        manage, train, folder = MANAGE, TRAIN, CLASSIFIER
        each = environments_of(data, os.environ)
    else:
        manage, train, folder = in_container("-T"), TRAIN_IN_CONTAINER, CLONE
    texts = b""
    if "--use" not in words:
        print("Collecting labelled tickets …")
        export = [*manage, "export_suggestions", "--all", "-"]
        export += [f"--days={options.days}"] if options.days else []
        env = each.get("ticket-api")
        found = subprocess.run(export, cwd=CLONE, env=env, stdout=subprocess.PIPE, check=False)
        if found.returncode:
            raise SetupError(
                "Nothing was learned, because the labelled tickets could not be collected. "
                "Put right what is said above, then run make learn again."
            )
        texts, words = found.stdout, [*words, "--tickets", "-"]
        print("Learning …")
    command, env = [*train, *words], each.get("classifier-svc")
    return subprocess.run(command, cwd=folder, env=env, input=texts, check=False).returncode
