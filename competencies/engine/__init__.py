"""Pure calculation of competencies: from facts to a standing, no database."""
