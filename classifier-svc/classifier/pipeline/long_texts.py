"""Computing on texts: in the event loop for short ones, in a thread for long ones."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from classifier.pipeline.concurrency_limit import overloaded

Result = TypeVar("Result")

# Below this, computing takes less time than a thread; above, it would block the event loop.
SHORT_CHARACTERS = 2000
# Characters of all texts that the thread has or that wait for it: some seconds of work.
QUEUED_CHARACTERS_MAX = 64 * 20_000
# One, because computing threads compete with the event loop for the interpreter lock.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-text")


class _Queue:
    """How many characters the thread has to read; each process has one thread."""

    characters = 0


async def in_thread_if_long(function: Callable[[str], Result], text: str) -> Result:
    """Return `function(text)` without blocking the event loop for long.

    Raises ProblemError(OVERLOADED) at once when too many long texts wait.
    """
    if len(text) <= SHORT_CHARACTERS:
        return function(text)
    return await in_thread(function, text)


async def in_thread(function: Callable[[str], Result], text: str) -> Result:
    """Return `function(text)` from the thread. Raises ProblemError(OVERLOADED) at once if full."""
    if _Queue.characters and _Queue.characters + len(text) > QUEUED_CHARACTERS_MAX:
        raise overloaded()
    _Queue.characters += len(text)
    try:
        # A caller that gives up takes its text out of the queue.
        return await asyncio.get_running_loop().run_in_executor(_THREAD, function, text)
    finally:
        _Queue.characters -= len(text)
