"""Registry, keys, trials, quotas, alerts and what is fetched, in the admin of Django."""

from providers.admin import alerts, bills, keys, pulls, quotas, registry, strengths, trials

__all__ = ["alerts", "bills", "keys", "pulls", "quotas", "registry", "strengths", "trials"]
