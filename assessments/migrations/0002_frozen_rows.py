"""The databases refuse to change or delete question versions and answer steps, whoever asks."""

from django.db import migrations

TABLES = ["assessments_questionversion", "assessments_answerstep"]
POSTGRESQL_FUNCTION = """
CREATE FUNCTION assessments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed (%)', TG_TABLE_NAME, TG_OP;
END $$
"""


def statements(vendor):
    """(create, drop) of every trigger on this database."""
    for table in TABLES:
        if vendor == "postgresql":
            yield (
                f"CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION assessments_refuse()",
                f"DROP TRIGGER frozen ON {table}",
            )
            continue
        for event in ("UPDATE", "DELETE"):
            name = f"{table}_refuses_{event.lower()}"
            yield (
                f"CREATE TRIGGER {name} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END",
                f"DROP TRIGGER {name}",
            )


def forwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)  # its % is not a placeholder
    for create, _drop in statements(vendor):
        schema_editor.execute(create)


def backwards(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for _create, drop in statements(vendor):
        schema_editor.execute(drop)
    if vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION assessments_refuse()")


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
