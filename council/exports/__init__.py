"""Deliberations as files to take along: Markdown to read, the log as JSON, all of them as ZIP."""
