"""Work that grows with its text: at once for usual texts, beside the event loop for long ones."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

# Below this the work takes less than handing it to a thread; above, others would wait for it.
SHORT_CHARACTERS = 2000
# One, because threads that compute share the processor with the loop, and more would crowd it out.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="long-text")


async def off_the_loop(function: Callable[[str], Result], text: str) -> Result:
    """Return `function(text)`, without holding up the event loop for long."""
    if len(text) <= SHORT_CHARACTERS:
        return function(text)
    return await asyncio.get_running_loop().run_in_executor(_THREAD, function, text)
