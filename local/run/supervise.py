"""supervisor, with each program's environment handed over on standard input.

The environments hold secrets, and supervisor's own file format cannot quote every value. So the
configuration file names only commands, and JSON on standard input, which never touches the disk,
brings the rest: {program: {name: value}}.

Run by local/.venv's Python: supervise.py CONFIGURATION
"""

import contextlib
import json
import os
import shutil
import sys
from pathlib import Path

from supervisor.medusa.asyncore_25 import ExitNow
from supervisor.options import ServerOptions
from supervisor.rpcinterface import SupervisorNamespaceRPCInterface
from supervisor.states import SupervisorStates
from supervisor.supervisord import Supervisor


class LaunchedSupervisor(Supervisor):  # type: ignore[misc] # supervisor has no types
    """Ends everything in order when the launcher is gone, so a killed launcher leaves nothing."""

    launcher = os.getppid()

    def tick(self, now: float | None = None) -> None:
        """Called by supervisor's loop at least once a second."""
        super().tick(now)
        if os.getppid() != self.launcher and self.options.mood > SupervisorStates.SHUTDOWN:
            self.options.logger.warn("the launcher is gone; ending")
            self.options.mood = SupervisorStates.SHUTDOWN


def rpc_interface(supervisord: Supervisor, **_defaults: str) -> SupervisorNamespaceRPCInterface:
    """supervisor's own interface, which would refuse what parts.conf says for every section."""
    return SupervisorNamespaceRPCInterface(supervisord)


def main() -> None:
    """Run until everything has ended."""
    environments = json.load(sys.stdin)
    options = ServerOptions()
    options.realize(["-n", "-c", sys.argv[1]])
    for group in options.process_group_configs:
        for program in group.process_configs:
            # supervisor expands per cent signs twice in this one alone.
            program.stdout_logfile = str(Path(options.logfile).with_name(f"{program.name}.log"))
            program.environment = {**environments.get(program.name, {}), **program.environment}
    options.first, options.test = True, False
    with contextlib.suppress(ExitNow):
        LaunchedSupervisor(options).main()
    options.close_httpservers()
    options.close_logger()
    # The launcher does this too, unless it was killed.
    shutil.rmtree(Path(options.server_configs[0]["file"]).parent, ignore_errors=True)


if __name__ == "__main__":
    main()
