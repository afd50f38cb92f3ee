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
from collections.abc import Mapping, Sequence

import prepare
from paths import CLASSIFIER, CLONE, Folders, SetupError, complain, say
from run.manage import MANAGE, NO_PORTAL, environments_of, has_containers, running_here

EXEC = ("docker", "compose", "exec", "-T", "ticket-api", "python", "manage.py")
RUN = ("docker", "compose", "run", "--build", "--rm", "-T", "learn")
TRAIN = (str(CLASSIFIER / ".venv" / "bin" / "python"), "-m", "classifier.train")


def main(arguments: Sequence[str]) -> int:
    """The command line; gives the exit code of the training, 1 when nothing was better."""
    parser = argparse.ArgumentParser(prog="make learn", add_help=False)
    parser.add_argument("--days", type=int)
    options, words = parser.parse_known_args(arguments)
    export = None
    if "--use" not in words:
        export = ["export_suggestions", "--all", "-"]
        export += [f"--days={options.days}"] if options.days else []
        words += ["--tickets", "-"]
    if folders := running_here(os.environ):
        return here(folders, os.environ, export, words)
    if has_containers():
        return in_containers(export, words)
    complain(NO_PORTAL)
    return 2


def here(
    folders: Folders,
    variables: Mapping[str, str],
    export: Sequence[str] | None,
    words: Sequence[str],
) -> int:
    """Learn beside `make run`; the weights go where its classifier looks for them."""
    prepare.for_learn()
    each = environments_of(folders, variables)
    texts = exported([*MANAGE, *export], each["ticket-api"]) if export else b""
    environment = each["classifier-svc"]
    say(f"Learning … (weights: {environment['WEIGHTS_DIR']})")
    command = [*TRAIN, *words]
    done = subprocess.run(command, cwd=CLASSIFIER, env=environment, input=texts, check=False)
    return done.returncode


def in_containers(export: Sequence[str] | None, words: Sequence[str]) -> int:
    """Learn in a container of its own, whose image is built when it is missing or old."""
    texts = exported([*EXEC, *export], None) if export else b""
    say("Learning …")
    return subprocess.run([*RUN, *words], cwd=CLONE, input=texts, check=False).returncode


def exported(command: Sequence[str], environment: Mapping[str, str] | None) -> bytes:
    """The labelled texts, all of them: SetupError when the export fails on the way."""
    say("Collecting labelled tickets …")
    done = subprocess.run(command, cwd=CLONE, env=environment, stdout=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise SetupError("The tickets could not be collected, so nothing was learned.")
    return done.stdout
