"""The queue between the hub and one stream.

It is bounded in blocks and bytes. When a browser is too slow, its stream ends, and the browser
reconnects with the last `id:` that it received.
"""

import asyncio
import logging
from collections import deque

logger = logging.getLogger(__name__)

# The bounds of a stream's queue: 64 readings take about 15 seconds. A single block may have more
# bytes.
QUEUE_BLOCKS = 64
QUEUE_BYTES = 1 << 20


class Subscription:
    """The queue of blocks that a stream has to send."""

    def __init__(self, *, for_roles: bool = False) -> None:
        self.for_roles = for_roles  # Only for callers with a role.
        self.farewell = b""  # The last block, sent after `close`.
        self.missed_bytes = 0  # Unsent bytes of missed changes, which no other stream shares.
        self._missed_next = 0  # The same for the next block.
        self._blocks: deque[bytes] = deque()
        self._bytes = 0
        self._changed = asyncio.Event()
        self._is_open = True

    def greet(self, missed: bytes, state: bytes) -> None:
        """Put `missed` and `state` before all queued blocks."""
        if self._is_open and (missed or state):
            self._blocks.appendleft(missed + state)
            self._bytes += len(self._blocks[0])
            self.missed_bytes = self._missed_next = len(missed)
            self._changed.set()

    def offer(self, block: bytes) -> None:
        """Queue `block`; end the stream when its queue is full."""
        if not self._is_open:
            return
        waiting = len(self._blocks)
        if waiting >= QUEUE_BLOCKS or (waiting and self._bytes + len(block) > QUEUE_BYTES):
            logger.warning("events.stream_dropped", extra={"reason": "too_slow"})
            self.close()
            return
        self._blocks.append(block)
        self._bytes += len(block)
        self._changed.set()

    def close(self, *, farewell: bytes = b"") -> None:
        """End the stream: discard its queue and send only `farewell`."""
        self._is_open = False
        self.farewell = farewell
        self._blocks.clear()
        self._changed.set()

    async def next_block(self) -> bytes | None:
        """Wait for the next block; None when the stream ends. Call it when the last one is sent."""
        self.missed_bytes, self._missed_next = self._missed_next, 0
        while self._is_open and not self._blocks:
            self._changed.clear()
            await self._changed.wait()
        if not self._is_open:
            return None
        block = self._blocks.popleft()
        self._bytes -= len(block)
        return block
