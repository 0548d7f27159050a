"""What a provider billed, beside what the ledger had when the two were compared."""

from __future__ import annotations

from django.db import models


class Bill(models.Model):
    """One comparison. The drift is how far the ledger is off, the models' deltas added up without
    their signs; money is in nano-USD, days are UTC."""

    provider = models.CharField(max_length=50)
    file_name = models.CharField(max_length=200)
    compared_at = models.DateTimeField(auto_now_add=True)
    since = models.DateField()
    until = models.DateField()
    billed_nano_usd = models.BigIntegerField()
    ledger_nano_usd = models.BigIntegerField()
    drift_nano_usd = models.BigIntegerField()

    class Meta:
        ordering = ["-compared_at", "-id"]

    def __str__(self) -> str:
        return f"{self.provider}, {self.since} to {self.until}"

    @property
    def delta_nano_usd(self) -> int:
        """What the ledger has more."""
        return self.ledger_nano_usd - self.billed_nano_usd

    @property
    def drift_percent(self) -> float:
        """Of what was billed; infinite where that is nothing and the ledger has something."""
        if not self.drift_nano_usd:
            return 0.0
        billed = abs(self.billed_nano_usd)
        return 100 * self.drift_nano_usd / billed if billed else float("inf")


class BillLine(models.Model):
    """One day of one model. The cost of `unpriced` of its attempts is not known."""

    bill = models.ForeignKey(Bill, models.CASCADE, related_name="lines")
    day = models.DateField()
    model = models.CharField(max_length=200)
    billed_nano_usd = models.BigIntegerField()
    ledger_nano_usd = models.BigIntegerField()
    attempts = models.PositiveIntegerField()
    unpriced = models.PositiveIntegerField()

    class Meta:
        ordering = ["day", "model"]
        constraints = [
            models.UniqueConstraint(
                fields=["bill", "day", "model"], name="a_bill_has_a_model_once_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.model}"

    @property
    def delta_nano_usd(self) -> int:
        """What the ledger has more."""
        return self.ledger_nano_usd - self.billed_nano_usd
