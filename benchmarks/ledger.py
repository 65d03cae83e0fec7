"""Hold the database to what was acknowledged. Reads the ledger of a run as JSON from a file, prints what is missing as JSON."""

import json
import sys
from collections import Counter
from pathlib import Path

import django


def main() -> None:
    """Compare; prints {"acknowledged": n, "lost": […], "twice": […], "states": {…}}."""
    django.setup()
    from assessments.models import AnswerStep, Attempt

    acknowledged = {(row[0], row[1]): tuple(row[2:]) for row in json.loads(Path(sys.argv[1]).read_text())}
    steps = AnswerStep.objects.filter(counted=True)
    rows = steps.values_list("attempt", "client_id", "item__position", "value", "sequence")
    stored = {(attempt, str(client)): tuple(rest) for attempt, client, *rest in rows.iterator()}
    places = Counter((attempt, sequence) for (attempt, _client), (_p, _v, sequence) in stored.items())
    report = {
        "acknowledged": len(acknowledged),
        "stored": len(stored),
        "lost": [[*key, *value] for key, value in acknowledged.items() if stored.get(key) != value],
        "twice": [list(key) for key, count in places.items() if count > 1],
        "states": dict(Counter(Attempt.objects.values_list("state", flat=True))),
    }
    json.dump(report, sys.stdout)


if __name__ == "__main__":
    main()
