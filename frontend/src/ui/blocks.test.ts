import { describe, expect, it } from "vitest";
import { splitBlocks } from "./blocks";

const essay = [
  "# Title\n\nFirst paragraph,\nsecond line.\n\n",
  "- one\n- two\n\n  still two\n\n- three\n\n",
  "```sql\nSELECT 1;\n\nSELECT 2;\n```\n\n",
  "1. a\n\n   ```py\n   x = 1\n\n   y = 2\n   ```\n\n2. b\n\n",
  "$$\na\n\nb\n$$\n\n",
  "**Bold** start\n\n> quote\n>\n> more\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n",
  "~~~\n```\n\nnot the end\n~~~\n\n12 monkeys\n\n- * x\n\nEnd.",
].join("");

describe("splitBlocks", () => {
  it("loses nothing", () => {
    expect(splitBlocks(essay).join("")).toBe(essay);
  });

  it("never changes a settled block while the text grows by any piece", () => {
    let before: string[] = [];
    for (let length = 1; length <= essay.length; length += 1) {
      const now = splitBlocks(essay.slice(0, length));
      const settled = before.slice(0, -1);
      expect(now.slice(0, settled.length)).toEqual(settled);
      before = now;
    }
  });

  it("keeps a fence, a loose list and display math whole", () => {
    const blocks = splitBlocks(essay).map((block) => block.trim());
    expect(blocks).toContain("```sql\nSELECT 1;\n\nSELECT 2;\n```");
    expect(blocks).toContain("- one\n- two\n\n  still two\n\n- three");
    expect(blocks).toContain("$$\na\n\nb\n$$");
    expect(blocks.some((block) => block.startsWith("1. a") && block.endsWith("2. b"))).toBe(true);
    expect(blocks).toContain("~~~\n```\n\nnot the end\n~~~");
  });

  it("parts paragraphs at blank lines", () => {
    expect(splitBlocks("a\n\n\nb\nc\n\nd")).toEqual(["a\n\n\n", "b\nc\n\n", "d"]);
  });

  it("has no block in an empty text", () => {
    expect(splitBlocks("")).toEqual([]);
  });
});
