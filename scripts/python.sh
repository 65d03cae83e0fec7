#!/usr/bin/env bash
# Finds a Python of at least 3.11 and runs it with the arguments given: scripts/python.sh FILE …
# With no argument it prints the path. Everything that must work before .venv exists goes through here.
set -euo pipefail

recent='import sys; raise SystemExit(sys.version_info < (3, 11))'
for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if found=$(command -v "$name") && "$found" -c "$recent" 2>/dev/null; then
        [ $# -eq 0 ] && { echo "$found"; exit 0; }
        exec "$found" "$@"
    fi
done

if version=$(python3 -V 2>/dev/null); then
    echo "${version} is too old: install Python 3.11 or newer (Debian 12 ships it) and run the command again." >&2
else
    echo "No python3 was found: install Python 3.11 or newer and run the command again." >&2
fi
exit 1
