"""The registry, its keys, its trials and its quotas in Django's admin."""

from providers.admin import bills, keys, quotas, registry, trials

__all__ = ["bills", "keys", "quotas", "registry", "trials"]
