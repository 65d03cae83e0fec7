"""`/healthz`: this process answers. `/readyz`: it can also do its work (database, migrations, cache)."""

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_migrated = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    checks = {"database": _database_ready, "cache": _cache_ready}
    failed = [name for name, check in checks.items() if not _passes(check)]
    return JsonResponse({"status": "ready" if not failed else "not ready", "failed": failed}, status=503 if failed else 200)


def _passes(check) -> bool:
    try:
        return check()
    except Exception:  # noqa: BLE001 - whatever is wrong, the answer is "not ready"
        return False


def _database_ready() -> bool:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return _migrated
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _cache_ready() -> bool:
    cache.set("readyz", "1", 10)
    return cache.get("readyz") == "1"
