"""The registry, its trials and its quotas in Django's admin."""

from providers.admin import bills, quotas, registry, trials

__all__ = ["bills", "quotas", "registry", "trials"]
