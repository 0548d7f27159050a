"""A report as one page of HTML that needs nothing else: no script, no style, no image from
elsewhere. Light or dark as the reader's system is; every figure of a chart stands in a table."""

from __future__ import annotations

from html import escape

from council.evaluation.charts import accuracy_chart
from council.evaluation.report import Report
from council.evaluation.sheet import Sheet
from council.evaluation.sheets import heading_of, sheets_of

STYLE = """\
:root { color-scheme: light dark; --paper: #fff; --ink: #1b1b1f; --faint: #5c5c66; --line: #c9c9d2;
  --band: #f3f3f7; --ours: #1f5fbf; --best: #8a5a00; --oracle: #76767f; }
@media (prefers-color-scheme: dark) { :root { --paper: #17171b; --ink: #ececf1; --faint: #a9a9b4;
  --line: #44444d; --band: #212127; --ours: #7fb0ff; --best: #e0b050; --oracle: #9a9aa5; } }
body { margin: 2rem auto; max-width: 76rem; padding: 0 1rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid var(--ours); outline-offset: 2px; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-size: 1.2rem; font-weight: 600; padding: .5rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .3rem .7rem; text-align: left;
  white-space: nowrap; }
thead th { vertical-align: bottom; color: var(--faint); }
tbody tr:nth-child(even) { background: var(--band); }
p.note { max-width: 60rem; color: var(--faint); }
section { margin: 2.5rem 0; }
svg { max-width: 100%; height: auto; } svg text { fill: var(--ink); font-size: 13px; }
.ours { fill: var(--ours); } .best { fill: var(--best); } .oracle { fill: var(--oracle); }
.axis { stroke: var(--line); }"""


def as_html(report: Report) -> str:
    title = f"Evaluation of {report.name}"
    chart = accuracy_chart(report.gold) if report.gold else ""
    sections = "\n".join(_section(number, sheet) for number, sheet in enumerate(sheets_of(report)))
    return f"""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
<p>{escape(heading_of(report))}. Kind of answer: {escape(report.kind)}. Task:
{escape(report.task)}.</p>
{chart}
{sections}
</main>
</body>
</html>
"""


def _section(number: int, sheet: Sheet) -> str:
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in sheet.headings)
    rows = "\n".join(_row(row, sheet.heads) for row in sheet.rows)
    return f"""\
<section>
<p class="note" id="note-{number}">{escape(sheet.note)}</p>
<div class="scroll" role="region" tabindex="0" aria-labelledby="caption-{number}">
<table aria-describedby="note-{number}">
<caption id="caption-{number}">{escape(sheet.caption)}</caption>
<thead><tr>{head}</tr></thead>
<tbody>
{rows}
</tbody>
</table>
</div>
</section>"""


def _row(row: tuple[str, ...], heads: int) -> str:
    named = "".join(f'<th scope="row">{escape(cell)}</th>' for cell in row[:heads])
    cells = "".join(f"<td>{escape(cell)}</td>" for cell in row[heads:])
    return f"<tr>{named}{cells}</tr>"
