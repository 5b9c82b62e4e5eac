#!/usr/bin/env python
"""The command line of Hanbat: `manage.py help` lists what it can do."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in {"migrate", "pgtrigger", "flush", "dbshell"}:
        os.environ.setdefault("HANBAT_DB_ROLE", "owner")  # the application's own role may not change the schema
    execute_from_command_line(sys.argv)
