"""Runs other programs: side by side, their output in logs, all ended when this one has to end.

File locks keep two runs apart.
"""

import contextlib
import fcntl
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType
from typing import TypeVar

Result = TypeVar("Result")

_END_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_running: set[subprocess.Popen[bytes]] = set()


def end_at_signals() -> None:
    """The first signal that asks for the end raises SystemExit; the others do not interrupt it."""

    def end(number: int, _frame: FrameType | None) -> None:
        for each in _END_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    for number in _END_SIGNALS:
        signal.signal(number, end)


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


def side_by_side(jobs: Sequence[Callable[[], Result]], at_once: int) -> list[Result]:
    """Do all jobs, `at_once` of them at a time; gives their results.

    When one fails, or this is interrupted, the commands that still run are ended and the error is
    raised.
    """
    with ThreadPoolExecutor(at_once) as pool:
        under_way = [pool.submit(job) for job in jobs]
        try:
            return [job.result() for job in under_way]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(_running):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
            raise


@contextlib.contextmanager
def hold(file: Path, what_it_does: str) -> Iterator[int]:
    """Lock `file` until the block is left; waits for another process and says which and why.

    Gives the descriptor. A process that inherits it holds the lock as well, until it ends.
    """
    with file.open("a+") as held:
        if is_held(file):
            print(f"Process {file.read_text()} {what_it_does}. Waiting for its end …")
        fcntl.flock(held, fcntl.LOCK_EX)
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield held.fileno()


def is_held(file: Path) -> bool:
    """Whether a process holds the lock of the file."""
    try:
        with file.open() as tried:
            fcntl.flock(tried, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def last_lines(file: Path, count: int) -> list[str]:
    """The end of a log; nothing when it is not there."""
    return file.read_text(errors="replace").splitlines()[-count:] if file.exists() else []
