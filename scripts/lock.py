"""Pin requirements*.in into requirements*.txt, for every Python from 3.11 on and without any address of an index."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by `make lock` from {source}; do not edit.\n"


def main() -> None:
    """Resolve both files with uv, which is installed into .venv unless it is on the PATH."""
    uv = shutil.which("uv") or str(Path(sys.executable).with_name("uv"))
    if not Path(uv).exists():
        subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "uv"], check=True)
    for name in ("requirements", "requirements-dev"):
        command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--no-emit-index-url"]
        command += ["--no-emit-find-links", "--no-header", f"{name}.in", "--output-file", f"{name}.txt"]
        subprocess.run(command, cwd=ROOT, check=True)
        target = ROOT / f"{name}.txt"
        target.write_text(HEADER.format(source=f"{name}.in") + target.read_text())
        print(f"{target.name}: {target.read_text().count('==')} packages")


if __name__ == "__main__":
    main()
