"""The registry, its trials, its quotas and its alerts in Django's admin."""

from providers.admin import alerts, bills, quotas, registry, trials

__all__ = ["alerts", "bills", "quotas", "registry", "trials"]
