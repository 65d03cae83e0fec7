"""An app for child processes of tests: work that takes as long as a test needs to kill its worker."""
