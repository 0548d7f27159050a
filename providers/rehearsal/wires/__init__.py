"""The three wire protocols: how each is read, how it writes an answer, how it refuses."""
