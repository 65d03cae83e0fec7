#!/usr/bin/env bash
# Installs Debian packages with one apt-get line, or prints the line when it may not: scripts/apt.sh PACKAGE …
# Exit status: 0 installed, 3 not allowed (no root, APT=0, no apt-get), anything else apt's own failure.
# APT=0 forbids it; APT_SECONDS limits it (120 unless set).
set -uo pipefail

line="apt-get install -y --no-install-recommends $*"
if ! command -v apt-get >/dev/null; then
    echo "Please install: $*" >&2
    exit 3
fi
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    echo "Please run as root:  $line" >&2
    exit 3
fi
if [ "${APT:-1}" = 0 ]; then
    echo "APT=0, so nothing is installed. The line would be:  ${as_root:+sudo }$line" >&2
    exit 3
fi

# An empty list of packages is the usual state of a fresh image.
update=""
if ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
    update="apt-get update -qq && "
fi
run() {
    echo "+ ${as_root:+$as_root }$1"
    timeout "${APT_SECONDS:-120}" ${as_root} env DEBIAN_FRONTEND=noninteractive sh -c "$1" </dev/null >"$log" 2>&1
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run "$update$line" && exit 0
status=$?
if [ $status != 124 ] && [ -z "$update" ]; then
    # The list may be older than what the mirror still has.
    run "apt-get update -qq && $line" && exit 0
    status=$?
fi
if [ $status = 124 ]; then
    echo "apt-get did not finish within ${APT_SECONDS:-120} seconds and was stopped." >&2
else
    tail -n 5 "$log" >&2
fi
exit $status
