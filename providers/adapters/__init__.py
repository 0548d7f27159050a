"""One file for each kind of provider, and what they share to speak HTTP."""
