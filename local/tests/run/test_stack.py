"""supervisor reads what the stack says, whatever the folders are called."""

import contextlib
import io
import os
import shlex
from pathlib import Path

import pytest
from supervisor.options import ProcessConfig, ServerOptions

from paths import LOCAL
from run.manager import ORDER
from run.stack import INNER, Installation

VALUES = {f"PORT_{name.upper().replace('-', '_')}": "1" for name in (*INNER, "gateway")}


def read_back(configuration: str, values: dict[str, str]) -> dict[str, ProcessConfig]:
    """The programs of a configuration by their names with the group."""
    options = ServerOptions()
    options.environ_expansions = {f"ENV_{name}": value for name, value in values.items()}
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors):
        options.realize(["-n", "-c", str(LOCAL / "run" / configuration)])
    assert errors.getvalue() == ""
    return {
        f"{group.name}:{program.name}": program
        for group in options.process_group_configs
        for program in group.process_configs
    }


@pytest.mark.parametrize("name", ["plain", "with space", "100% mine", "it's"])
@pytest.mark.parametrize("configuration", ["run.conf", "dev.conf"])
def test_commands_and_folders_survive_supervisors_own_syntax(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, configuration: str
) -> None:
    monkeypatch.syspath_prepend(str(LOCAL / "run"))  # supervise.py's, when it runs.
    folder = tmp_path / name
    for below in ("logs", "run", "nginx", "ticket-api", "classifier-svc", "frontend"):
        (folder / below).mkdir(parents=True)
    nginx = ["nginx", "-p", str(folder), "-g", "daemon off; user nobody;"]
    values = {
        **VALUES,
        "CLONE": str(folder),
        "DATA": str(folder),
        "SOCKET": str(tmp_path / "s"),
        "NGINX_COMMAND": shlex.join(nginx),
        "POSTGRESQL": shlex.join(["postgres", "-D", str(folder)]),
        "POSTGRESQL_USER": "nobody",
        "RUN_USER": f"{os.geteuid()}",
    }
    programs = read_back(configuration, values)
    names = {name for together in ORDER for name in together}
    assert {name.partition(":")[2] for name in programs} <= names
    assert all(program.startretries == 2 for program in programs.values())
    database = programs["postgresql:postgresql"]
    assert shlex.split(database.command) == ["postgres", "-D", str(folder)]
    classifier = programs["classifier-svc:classifier-svc"]
    assert classifier.directory == str(folder / "classifier-svc")
    assert shlex.split(classifier.command)[0].startswith(str(folder))
    if configuration == "run.conf":
        gateway = programs["front:gateway"]
        assert shlex.split(gateway.command) == [*nginx, "-c", "gateway.conf"]
        assert gateway.directory == str(folder / "nginx")


@pytest.mark.parametrize("given", ["", " ", "weights", "/elsewhere"])
def test_weights_are_beside_the_data_or_where_the_caller_says(
    tmp_path: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative folder is one of the caller's folder, not of the part's."""
    monkeypatch.chdir(tmp_path)
    data = tmp_path / "data"
    data.mkdir()
    run = Installation({"WEIGHTS_DIR": given}, {}, dict.fromkeys(INNER, 1), data)
    wanted = tmp_path / given.strip() if given.strip() else data / "weights"
    each = run.environments()
    assert each["classifier-svc"]["WEIGHTS_DIR"] == str(wanted)
    assert "WEIGHTS_DIR" not in each["ticket-api"]
