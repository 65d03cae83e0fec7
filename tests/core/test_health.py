import pytest
from django.db.migrations.recorder import MigrationRecorder

from core import health


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)


def test_healthz_needs_no_database(client):
    # without the django_db mark any query fails the test
    response = client.get("/healthz")
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.both_databases
class TestReady:
    def test_a_migrated_database_is_ready(self, client):
        for _ in range(2):
            response = client.get("/readyz")
            assert (response.status_code, response.json()["status"]) == (200, "ready")

    def test_a_missing_migration_is_not(self, client):
        MigrationRecorder.Migration.objects.filter(app="core", name__startswith="0002").delete()
        response = client.get("/readyz")
        assert (response.status_code, response.json()["failed"]) == (503, ["database"])

    def test_a_database_that_fails_is_not(self, client, monkeypatch, caplog):
        def fail():
            raise OSError("gone")

        monkeypatch.setattr(health, "_database_ready", fail)
        assert client.get("/readyz").status_code == 503

    def test_a_database_lost_later_is_not(self, client, monkeypatch, caplog):
        assert client.get("/readyz").status_code == 200
        monkeypatch.setattr(MigrationRecorder.Migration._meta, "db_table", "lost")
        assert client.get("/readyz").status_code == 503

    def test_a_cache_that_is_away_is_named_but_the_product_goes_on(self, client, monkeypatch):
        monkeypatch.setattr(health.cache, "set", lambda *args: None)
        monkeypatch.setattr(health.cache, "get", lambda *args: None)
        response = client.get("/readyz")
        assert (response.status_code, response.json()["degraded"]) == (200, ["cache"])

    @pytest.mark.parametrize("path", ["/healthz", "/readyz"])
    def test_they_are_only_read(self, client, path):
        assert client.post(path).status_code == 405
