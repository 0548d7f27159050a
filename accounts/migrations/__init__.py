"""The tables, one change at a time."""
