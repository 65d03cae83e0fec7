"""Reading HTTP."""
