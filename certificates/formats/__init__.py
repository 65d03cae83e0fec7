"""The certificate as a file."""
