"""Everything between a checkout and a server that can start, in one process: tables, translations, files, demo data.

Each part does nothing when nothing changed. Run by the demo; `manage.py` offers the same parts one by one.
"""

import hashlib
import time
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from scripts import po

ROOT = Path(__file__).resolve().parent.parent


def static_hash() -> str:
    """Name of the state of all static sources: paths, sizes and times."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Collect and compress the static files if a source changed."""
    stamp, now = Path(settings.STATIC_ROOT) / ".collected", static_hash()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def main() -> None:
    """Run the parts and log the time of each."""
    compiled = po.compile_folder(ROOT / "locale")
    print(f"translations: {compiled} compiled")
    django.setup()
    for label, part in (
        ("tables", lambda: call_command("migrate", interactive=False, verbosity=1)),
        ("static files", collect_static),
        ("demo data", lambda: call_command("demo")),
    ):
        began = time.monotonic()
        part()
        print(f"{label}: {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main()
