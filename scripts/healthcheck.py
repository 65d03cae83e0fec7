"""For containers: exit status 0 when /readyz of this machine's gunicorn answers 200."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Ask under a name that the instance serves; any other would be refused."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    port = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except (urllib.error.URLError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
