"""`/healthz`: this process answers. `/readyz`: it can also do its work (database and migrations).

A cache that is away is named in the answer and nothing more: the product goes on without it, slower.
"""

import logging
from collections.abc import Callable

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

logger = logging.getLogger(__name__)
_migrated = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    failed = [] if _passes(_database_ready) else ["database"]
    degraded = [] if _passes(_cache_ready) else ["cache"]
    answer = {"status": "not ready" if failed else "ready", "failed": failed, "degraded": degraded}
    return JsonResponse(answer, status=503 if failed else 200)


def _passes(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except Exception:  # whatever is wrong, the answer is "not ready", and the log says why
        logger.exception("readiness: %s", check.__name__)
        return False


def _database_ready() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return _migrated
    # A table, not a constant: an SQLite file that was removed would answer a constant.
    return MigrationRecorder.Migration.objects.exists()


def _cache_ready() -> bool:
    cache.set("readyz", "1", 10)
    return cache.get("readyz") == "1"
