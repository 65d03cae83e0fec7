"""File formats of the learner's pages."""
