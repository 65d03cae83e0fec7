#!/usr/bin/env bash
# Makes .venv ready: scripts/setup.sh run  (what the product needs)  |  scripts/setup.sh dev  (and what the checks need).
# Needs only bash and a Python of at least 3.11. Where packages come from is pip's own configuration, never ours.
# The second run finds the stamp of the same requirements file and does nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-run}
case $kind in
run) file=requirements.txt ;;
dev) file=requirements-dev.txt ;;
*) echo "usage: scripts/setup.sh run|dev" >&2 && exit 2 ;;
esac

python=$(scripts/python.sh)

# What is missing from the system. The libraries are asked of the loader, since they need not come from a package.
libraries='
import ctypes, sys
missing = []
for package, name in (("libpango-1.0-0", "libpango-1.0.so.0"), ("libpangoft2-1.0-0", "libpangoft2-1.0.so.0"),
                      ("libharfbuzz-subset0", "libharfbuzz-subset.so.0")):
    try:
        ctypes.CDLL(name)
    except OSError:
        missing.append(package)
print(*missing)'
venv_missing=""
if [ ! -x .venv/bin/python ] && ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    venv_missing=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
fi
pdf_missing=""
if [ "$(uname -s)" = Linux ]; then
    pdf_missing=$("$python" -c "$libraries")
fi
if [ -n "$venv_missing$pdf_missing" ]; then
    # shellcheck disable=SC2086
    if ! scripts/apt.sh $venv_missing $pdf_missing; then
        if [ -n "$venv_missing" ]; then
            echo "Without $venv_missing no virtual environment can be made; install it with the line above and run the command again." >&2
            exit 1
        fi
        echo "Going on without PDF files: certificates are shown on the screen only." >&2
    fi
fi

# The stamp holds the hash of what was installed; a development environment also serves to run the product.
hash=$("$python" -c 'import hashlib, sys; print(hashlib.sha256(open(sys.argv[1], "rb").read()).hexdigest())' "$file")
stamp=.venv/.installed-$kind
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$hash" ]; then
    exit 0
fi

free=$("$python" -c 'import shutil; print(shutil.disk_usage(".").free // 2**20)')
if [ "$free" -lt 1500 ]; then
    echo "Only $free MB are free on the disk of $PWD: free at least 1500 MB and run the command again." >&2
    exit 1
fi
if [ ! -x .venv/bin/python ]; then
    # A half-made environment of an interrupted run is of no use.
    "$python" -m venv --clear .venv
fi
echo "Installing $file into .venv (a minute or two the first time) …"
.venv/bin/python -m pip install -qq --disable-pip-version-check -r "$file"
echo "$hash" >"$stamp"
