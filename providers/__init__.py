"""The way to models: which there are, how each is spoken to, and the one door to them all."""
