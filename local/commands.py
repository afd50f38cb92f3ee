"""Runs other programs: side by side, their output in logs, all ended when this one has to end.

A file lock keeps two runs apart.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_running: set[subprocess.Popen[bytes]] = set()


def run_logged(
    arguments: Sequence[str],
    folder: Path,
    log: Path | None,
    environment: Mapping[str, str] | None = None,
) -> int:
    """Run a command to its end, its output in `log` (None: on the terminal); gives its exit code.

    It leads a new process group, so that a signal reaches everything that it started.
    """
    with log.open("wb") if log else contextlib.nullcontext() as output:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        _running.add(process)
        try:
            return process.wait()
        except BaseException:  # A signal to this process: nothing that it started goes on.
            os.killpg(process.pid, signal.SIGTERM)
            process.wait()
            raise
        finally:
            _running.discard(process)


def side_by_side(jobs: Sequence[Callable[[], object]], at_once: int) -> None:
    """Do all jobs, `at_once` of them at a time.

    When one fails, or this is interrupted, the commands that still run are ended and the error is
    raised.
    """
    with ThreadPoolExecutor(at_once) as pool:
        under_way = [pool.submit(job) for job in jobs]
        try:
            for job in under_way:
                job.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            _end_all()
            raise


def lock_now(descriptor: int) -> bool:
    """Whether no other process has locked the file; then this one has, until it is closed."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def last_lines(file: Path, count: int) -> list[str]:
    """The end of a log; nothing when it is not there."""
    return file.read_text(errors="replace").splitlines()[-count:] if file.exists() else []


def _end_all() -> None:
    for process in list(_running):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
