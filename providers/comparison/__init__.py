"""Several models asked the same, side by side. Plain Python."""
