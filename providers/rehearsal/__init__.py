"""The rehearsal upstream: an HTTP server that plays the three providers, with voices and faults."""
