"""File formats of assessments: bytes or text in, dataclasses out. No database."""
