"""The registry, its trials and its quotas in Django's admin."""

from providers.admin import bills, quotas, registry, strengths, trials

__all__ = ["bills", "quotas", "registry", "strengths", "trials"]
