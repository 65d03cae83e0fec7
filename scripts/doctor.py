"""What this machine has and lacks, and what follows from it. Needs nothing but Python."""

import ctypes
import shutil
import sys
from pathlib import Path

from scripts.tools import CHECK_TOOLS, TEST_TOOLS, present

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = {
    "libpango-1.0.so.0": ("libpango-1.0-0", "certificates as PDF"),
    "libpangoft2-1.0.so.0": ("libpangoft2-1.0-0", "certificates as PDF"),
    "libharfbuzz-subset.so.0": ("libharfbuzz-subset0", "a PDF in 0.1 s instead of 8 s"),
}


def loads(library: str) -> bool:
    """Whether the system's loader finds the library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def main() -> None:
    """One line per thing."""
    rows = [("Python 3.11 or newer", sys.version_info >= (3, 11), f"found {sys.version.split()[0]}")]
    rows.append((".venv", (ROOT / ".venv/bin/python").exists(), "make demo makes it"))
    free = shutil.disk_usage(ROOT).free // 2**20
    rows.append(("1500 MB of disk", free >= 1500, f"{free} MB are free"))
    rows += [(why, loads(name), f"Debian: {package}") for name, (package, why) in LIBRARIES.items()]
    rows += [
        (what, present(program), f"Debian: {package}")
        for what, (program, package) in (TEST_TOOLS | CHECK_TOOLS).items()
    ]
    rows += [
        ("PostgreSQL for tests", present("postgres"), "Debian: postgresql, or TEST_DATABASE_URL"),
        ("Redis for tests", present("redis-server"), "Debian: redis-server, or TEST_REDIS_URL"),
    ]
    for what, there, hint in rows:
        print(f"{'yes' if there else 'NO ':<4}{what:<32}{hint}")


if __name__ == "__main__":
    main()
