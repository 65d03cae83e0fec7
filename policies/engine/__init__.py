"""Pure calculation about what residents read, ask and answer: no rows, no requests."""
