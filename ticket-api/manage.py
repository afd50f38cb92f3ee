#!/usr/bin/env python
"""Django's command line for ticket-api."""

import os
import sys


def main() -> None:
    """Run the command named on the command line, with development settings unless told."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.development")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
