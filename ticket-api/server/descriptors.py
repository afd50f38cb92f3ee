"""The limit of open file descriptors of this process."""

import resource
from contextlib import suppress

# Enough for every connection that nginx may open. Some systems have an infinite limit, or one of a
# billion; programs that loop over all descriptor numbers become slow with such a limit.
_WANTED = 65_536


def raise_descriptor_limit() -> None:
    """Raise the soft limit towards the hard limit.

    Shells and container engines set soft limits of 256 or 1,024. With those, a few hundred open
    streams leave no descriptor for a health probe.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _WANTED if hard == resource.RLIM_INFINITY else min(hard, _WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(ValueError, OSError):  # macOS reports a higher limit than it allows.
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def descriptor_limit() -> int:
    """The soft limit: the number of descriptors that this process can open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _WANTED if soft == resource.RLIM_INFINITY else soft
