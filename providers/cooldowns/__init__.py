"""Models left alone for a while, and what all workers know of them."""
