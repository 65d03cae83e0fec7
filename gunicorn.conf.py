"""How the product is served: threads, since its work waits for the database (ASGI was measured slower)."""

import os
from pathlib import Path

bind = os.environ.get("BIND", "127.0.0.1:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
# Longer than the slowest request allowed (an upload over a weak network), shorter than a proxy's patience.
timeout = 60
graceful_timeout = 20
keepalive = 5
# Heartbeat files in memory: on a busy disk their writes have stalled workers.
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108
worker_tmp_dir = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None
control_socket_disable = True
accesslog = os.environ.get("ACCESS_LOG") or None
