"""What a learner's own pages show, from every app, one module per page."""
