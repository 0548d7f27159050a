"""The project: wires the other packages together and decides nothing of theirs."""

from backend.celery import app as celery_app

__all__ = ["celery_app"]
