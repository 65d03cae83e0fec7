"""Pure calculations about people: masking, phone numbers."""
