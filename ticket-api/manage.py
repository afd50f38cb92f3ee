#!/usr/bin/env python
"""Django's command line for ticket-api."""

import os
import sys


def main() -> None:
    """Run the command named on the command line, by default with development settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        # The sentence is for the operator; a traceback would hide it.
        sys.exit(f"ticket-api: {error}")


if __name__ == "__main__":
    main()
