"""A learner's own pages, one module each."""
