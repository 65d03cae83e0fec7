"""What managers read. Every function takes a `Reach`, alone or in a `Selection`: nothing outside it is read or named."""
