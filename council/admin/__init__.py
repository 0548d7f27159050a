"""Councils, deliberations and what was learned of them, in the admin of Django."""

from council.admin import councils, deliberations, learned

__all__ = ["councils", "deliberations", "learned"]
