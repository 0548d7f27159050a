"""The log of a deliberation: a Redis stream while it lives, a compressed column once it ended."""
