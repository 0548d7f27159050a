"""The registry, its keys, its trials, its quotas and its alerts in Django's admin."""

from providers.admin import alerts, bills, keys, quotas, registry, strengths, trials

__all__ = ["alerts", "bills", "keys", "quotas", "registry", "strengths", "trials"]
