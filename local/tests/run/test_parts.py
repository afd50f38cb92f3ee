"""supervisor reads back exactly what parts.py wrote, whatever the folders are called."""

import contextlib
import io
import shlex
from pathlib import Path

import pytest
from supervisor.options import ServerOptions

from run.parts import Folders, Part, supervisor_configuration


def read_back(text: str, folder: Path) -> ServerOptions:
    file = folder / "supervisor.conf"
    file.write_text(text)
    options = ServerOptions()
    errors = io.StringIO()
    with contextlib.redirect_stderr(errors):
        options.realize(["-n", "-c", str(file)])
    assert errors.getvalue() == ""
    return options


@pytest.mark.parametrize("name", ["plain", "with space", "100% mine", "it's"])
def test_commands_and_folders_survive_supervisors_own_syntax(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folders = Folders(folder)
    for each in (folder, folders.logs, folders.run):
        each.mkdir()
    part = Part(
        name="gateway",
        command=["nginx", "-p", str(folder), "-g", "daemon off;"],
        folder=folder,
        environment={},
        is_ready=lambda: True,
        stop_signal="QUIT",
        stop_seconds=14,
        stop_first=True,
    )
    options = read_back(
        supervisor_configuration([part], folders, tmp_path / "s", root=False), tmp_path
    )
    (group,) = [found for found in options.process_group_configs if found.name == "front"]
    (program,) = group.process_configs
    assert program.directory == str(folder)
    assert options.logfile == str(folders.logs / "manager.log")
    assert shlex.split(program.command) == list(part.command)
