"""File descriptors: how many this process may open."""

import resource
from contextlib import suppress

# Enough for every connection that nginx may make; some systems call their limit infinite, or have
# one of a billion, which programs that walk through all numbers pay for.
_WANTED = 65_536


def raise_descriptor_limit() -> None:
    """Raise the soft limit towards the hard one; shells and container engines set a low one.

    With a soft limit of 256 or 1,024, a few hundred open streams leave no descriptor for a probe.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # macOS has a lower limit than it says.
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def descriptor_limit() -> int:
    """The soft limit, which is where opening fails."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _WANTED if soft == resource.RLIM_INFINITY else soft
