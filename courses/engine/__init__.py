"""Rules of courses without a database: cycles, validity, what counts as passed."""
