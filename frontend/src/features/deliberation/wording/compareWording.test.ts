import { expect, it } from "vitest";
import type { Pair } from "./compareWording";
import { compareWording, tallyOf, wordsIn } from "./compareWording";

const compare = (left: string, right: string): Pair[] => [...compareWording(left, right)];
const marked = (side: "left" | "right", pairs: Pair[]) =>
  pairs.flatMap((pair) => pair[side]).filter((stretch) => stretch.isOnlyHere).map((stretch) => stretch.text);
const whole = (side: "left" | "right", pairs: Pair[]) => pairs.flatMap((pair) => pair[side]).map((stretch) => stretch.text).join("");
const sum = (pairs: Pair[], what: "shared" | "onlyLeft" | "onlyRight") => pairs.reduce((total, pair) => total + pair[what], 0);

function longText(words: number, from: string): string {
  return Array.from({ length: words }, (_, i) => `${from}${i}${i % 90 === 89 ? ".\n\n" : " "}`).join("");
}

/** Paragraphs of words from a small vocabulary: texts that share their words and no sentence. */
function babble(words: number, seed: number): string {
  let state = seed * 7_919;
  return Array.from({ length: words }, (_, i) => {
    state = (state * 48_271) % 2_147_483_647;
    return `w${Math.floor((state / 2_147_483_647) ** 2 * 900)}${i % 90 === 89 ? ".\n\n" : " "}`;
  }).join("");
}

it("marks the words that only one text has", () => {
  const pairs = compare("The sea is very salty.", "The sea is salty, say rivers.");

  expect(marked("left", pairs)).toEqual(["very"]);
  expect(marked("right", pairs)).toEqual([", say rivers"]);
  expect([sum(pairs, "shared"), sum(pairs, "onlyLeft"), sum(pairs, "onlyRight")]).toEqual([4, 1, 2]);
});

it("marks nothing in equal texts, however much white there is in them", () => {
  const pairs = compare("One  two\nthree.\n\nFour.", "One two three.\n\n\nFour.\n");

  expect(marked("left", pairs)).toEqual([]);
  expect(marked("right", pairs)).toEqual([]);
  expect(sum(pairs, "shared")).toBe(4);
});

it("sets a paragraph that both have beside itself", () => {
  const pairs = compare("Only here.\n\nIn both.\n\nEnd one.", "In both.\n\nEnd two.");

  expect(pairs.map((pair) => [pair.left.length > 0, pair.right.length > 0])).toEqual([[true, false], [true, true], [true, true]]);
  expect(pairs[1]?.left[0]).toEqual({ text: "In both.\n\n", isOnlyHere: false });
  expect([marked("left", pairs), marked("right", pairs)]).toEqual([["Only here.", "one"], ["two"]]);
});

it("loses nothing of either text", () => {
  const texts = ["", "One", "\n\n\n", "a\n\nb\n \nc", "  Ein — zwei's, 日本語 ไทย é 👍🏽!\n\n\n- x\n- y", longText(3_000, "w")];
  for (const left of texts) {
    for (const right of texts) {
      const pairs = compare(left, right);
      expect(whole("left", pairs)).toBe(left);
      expect(whole("right", pairs)).toBe(right);
      expect(sum(pairs, "shared") + sum(pairs, "onlyLeft")).toBe(wordsIn(left));
      expect(sum(pairs, "onlyLeft") === 0 && sum(pairs, "onlyRight") === 0).toBe(left === right || (left + right).trim() === "");
    }
  }
});

it("counts each sign of a script without spaces as a word", () => {
  const pairs = compare("海は塩辛い", "海は甘い");

  expect([marked("left", pairs), marked("right", pairs)]).toEqual([["塩辛"], ["甘"]]);
  expect(sum(pairs, "onlyLeft")).toBe(2);
});

it("compares what is long and differs in portions, and says so", () => {
  const pairs = compare(babble(33_000, 1), babble(30_000, 2));

  expect(pairs).toHaveLength(Math.ceil(33_000 / 300));
  expect(pairs.every((pair) => pair.isPortion)).toBe(true);
  expect(sum(pairs, "shared")).toBeGreaterThan(2_000);
});

it("takes a bounded time for each step, however long the texts", () => {
  let slowest = 0;
  let last = performance.now();
  for (const pair of compareWording(babble(33_000, 3), babble(33_000, 4))) {
    slowest = Math.max(slowest, performance.now() - last);
    last = performance.now();
    expect(pair.left.length).toBeGreaterThan(0);
  }
  expect(slowest).toBeLessThan(1_000); // on a busy machine; some 30 ms on a free one
});

it("finds one changed word in a long text exactly", () => {
  const left = longText(30_000, "a");
  const pairs = compare(left, left.replace("a15000 ", "other "));

  expect([marked("left", pairs), marked("right", pairs)]).toEqual([["a15000"], ["other"]]);
  expect(pairs.some((pair) => pair.isPortion)).toBe(false);
});

it("tells when two texts share too little for marks to tell anything", () => {
  const tally = (left: string, right: string) => tallyOf(compare(left, right));

  expect(tally("One two three four.", "One two five six.")).toEqual({ shared: 2, onlyLeft: 2, onlyRight: 2, share: 0.5, isTooLittle: false });
  expect(tally("One b c d.", "One f g h.")).toMatchObject({ share: 0.25, isTooLittle: false });
  expect(tally("One b c d e.", "One f g h i.")).toMatchObject({ share: 0.2, isTooLittle: true });
  expect(tally(longText(400, "a"), `${longText(300, "b")}${longText(70, "a")}`)).toMatchObject({ shared: 70, isTooLittle: true });
  expect(tally("", "")).toMatchObject({ share: 1, isTooLittle: false });
});

it("sees nothing in common where there is nothing", () => {
  const [pair] = compare("One two three.", "Vier fünf sechs");

  expect([pair?.shared, pair?.onlyLeft, pair?.onlyRight]).toEqual([0, 3, 3]);
  expect(pair?.left).toEqual([{ text: "One two three.", isOnlyHere: true }]);
});
