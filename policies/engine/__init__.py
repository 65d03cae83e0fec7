"""Pure calculation about what residents ask: deadlines, masking, screening, figures. Knows no database."""
