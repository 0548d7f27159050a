/** A text of a weight that no model should write, and one will. */
/** Markdown as models write it, of so many bytes at least. */
export function essay(bytes: number): string {
  const parts: string[] = [];
  for (let i = 1, length = 0; length < bytes; i += 1) {
    const part = `## Part ${i}

Adding a column with a constant default is cheap since PostgreSQL 11, because the default stands in the catalogue and no row is written anew; **a volatile default** still rewrites the table, and a *check* is validated apart from being added.

1. Add the column without a constraint, and let the programs write both.
2. Fill it in batches of 5,000 rows, with \`lock_timeout\` set to two seconds.
3. Validate, then switch the readers over and drop what is left.

\`\`\`sql
ALTER TABLE orders ADD COLUMN part_${i} bigint;
UPDATE orders SET part_${i} = id WHERE part_${i} IS NULL AND id BETWEEN 1 AND 5000;
\`\`\`

| step | lock | seconds |
|---|---|---|
| add | ACCESS EXCLUSIVE | 0.01 |
| validate | SHARE UPDATE EXCLUSIVE | ${i} |
`;
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join("\n");
}
