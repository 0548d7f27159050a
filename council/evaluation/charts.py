"""Charts of a report as SVG. What one shows is said in words beside it, for who cannot see it."""

from __future__ import annotations

from html import escape

from council.evaluation.evaluating import GoldFigures
from council.evaluation.figures import CouncilFigures

LABEL, WIDTH, BAR, GAP, MARGIN = 170, 560, 14, 16, 30  # pixels
BARS = 3  # of a council


def accuracy_chart(gold: GoldFigures) -> str:
    """For each council its first strategy, the best member by history and the oracle."""
    councils = [council for council in gold.councils if council.strategies]
    if not councils:
        return ""
    height = MARGIN + len(councils) * (BARS * BAR + GAP)
    said = "; ".join(map(_said, councils))
    bars = "\n".join(_bars(council, place) for place, council in enumerate(councils))
    strategy = escape(councils[0].strategies[0].strategy)
    return f"""\
<section>
<h2>Right answers at a glance</h2>
<svg role="img" aria-labelledby="chart-title chart-words" viewBox="0 0 {LABEL + WIDTH + 60} \
{height}" width="{LABEL + WIDTH + 60}" height="{height}">
<title id="chart-title">Accuracy of each council, of its best member and of its oracle</title>
<desc id="chart-words">{escape(said)}.</desc>
<line class="axis" x1="{LABEL}" y1="0" x2="{LABEL}" y2="{height - MARGIN}"/>
{bars}
</svg>
<p class="note">From top to bottom for each council: {strategy}, its members' history known; the
best member by history; the oracle. The figures stand in the tables below.</p>
</section>"""


def _bars(council: CouncilFigures, place: int) -> str:
    top = place * (BARS * BAR + GAP)
    label = f'<text x="0" y="{top + 2 * BAR}">{escape(council.name)}</text>'
    bars = "".join(
        _bar(name, share, top + number * BAR)
        for number, (name, share) in enumerate(_shares(council).items())
    )
    return label + bars


def _bar(name: str, share: float, top: int) -> str:
    width = round(share * WIDTH, 1)
    return (
        f'<rect class="{name}" x="{LABEL}" y="{top + 1}" width="{width}" height="{BAR - 2}"/>'
        f'<text x="{LABEL + width + 6}" y="{top + BAR - 2}">{100 * share:.1f} %</text>'
    )


def _shares(council: CouncilFigures) -> dict[str, float]:
    figures = council.strategies[0]
    return {
        "ours": figures.accuracy,
        "best": figures.to_history.accuracy,
        "oracle": council.oracle,
    }


def _said(council: CouncilFigures) -> str:
    ours, best, oracle = (f"{100 * share:.1f} %" for share in _shares(council).values())
    return f"{council.name}: council {ours}, best member {best}, oracle {oracle}"
