"""Other programs: they end with the command that runs them, and wait for one another's locks."""

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

import pytest

from commands import hold, is_held
from paths import LOCAL

RUN = """
import signal, sys
from commands import run_logged
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
signal.signal(signal.SIGINT, signal.default_int_handler)
run_logged(["sh", "-c", "sleep 0.5; echo $$; exec sleep 60"], Path("/"), None)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_what_was_started(number: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", RUN],
        env={**os.environ, "PYTHONPATH": str(LOCAL)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout
    started = int(process.stdout.readline())
    process.send_signal(number)
    process.wait()
    process.stdout.close()
    with pytest.raises(ProcessLookupError):
        os.kill(started, 0)


def test_a_program_that_fails_ends_the_command_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "pip.conf").write_text("no section")
    variables = {**os.environ, "PIP_CONFIG_FILE": str(tmp_path / "pip.conf")}
    command = [sys.executable, str(LOCAL), "uv", "version"]
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "could not be loaded" in done.stderr
    assert "Put right what this says above, then try again:" in done.stderr
    assert done.stderr.endswith(" -m pip config list\n")
    assert "CalledProcessError" not in done.stderr
    assert "returned non-zero" not in done.stderr


def test_a_lock_is_waited_for_with_a_sentence_that_names_its_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "lock"
    assert not is_held(lock)
    holder = lock.open("w")
    holder.write("4711")
    holder.flush()
    fcntl.flock(holder, fcntl.LOCK_EX)
    assert is_held(lock)
    end = Timer(0.3, holder.close)
    end.start()
    with hold(lock, "sets this clone up"):
        assert holder.closed
        assert lock.read_text() == str(os.getpid())
        assert is_held(lock)
    end.join()
    assert not is_held(lock)
    said = capsys.readouterr().out
    assert said == "Process 4711 sets this clone up. Waiting for its end …\n"


def test_a_process_that_inherits_a_lock_holds_it_until_its_end(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with hold(lock, "") as descriptor:
        parts = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[descriptor])
    assert is_held(lock)
    parts.communicate()
    assert not is_held(lock)
