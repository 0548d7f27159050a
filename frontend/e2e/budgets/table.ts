/** What was measured, as a table in Markdown: the median of the runs against the budget. */
import type { Reporter, TestCase, TestResult } from "@playwright/test/reporter";

class Table implements Reporter {
  private readonly rows: string[] = [];
  private readonly broken: string[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    const rows = result.annotations.filter(({ type }) => type === "row").map(({ description }) => description ?? "");
    this.rows.push(...rows);
    process.stderr.write(rows.map((row) => `${row}\n`).join(""));
    if (result.status !== "passed") this.broken.push(`${test.title}: ${result.error?.message ?? result.status}`);
  }

  onEnd(): void {
    process.stdout.write(`\n| what | budget | measured |\n|---|---|---|\n${this.rows.join("\n")}\n`);
    for (const each of this.broken) process.stderr.write(`\n${each}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }
}

export default Table; // oxlint-disable-line import/no-default-export -- so Playwright takes a reporter
