"""Pure calculation of assessments: time, standing, scores, receipts. No database."""
