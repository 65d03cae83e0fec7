"""File formats of courses: text to dataclasses, no database."""
