"""Computing on texts: in the event loop for short ones, in a thread for long ones."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

# Below this, computing takes less time than a thread; above, it would block the event loop.
SHORT_CHARACTERS = 2000
# One, because computing threads compete with the event loop for the interpreter lock.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-text")


async def in_thread_if_long(function: Callable[[str], Result], text: str) -> Result:
    """Return `function(text)` without blocking the event loop for long."""
    if len(text) <= SHORT_CHARACTERS:
        return function(text)
    return await asyncio.get_running_loop().run_in_executor(_THREAD, function, text)
