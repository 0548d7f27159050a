"""The registry, its trials and its quotas in Django's admin."""

from providers.admin import quotas, registry, trials

__all__ = ["quotas", "registry", "trials"]
