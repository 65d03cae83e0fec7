"""File formats of competencies: text to dataclasses, no database."""
