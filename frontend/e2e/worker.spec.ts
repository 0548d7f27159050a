/** A worker that is killed takes nothing with it. */
import { ask, expectAnswer, opinion, read, synthesis } from "./support/council";
import { numbered, readAlong } from "./support/reading";
import { workerPid } from "./support/stack";
import { expect, test } from "./support/test";

test("when the worker is killed in the middle the page comes to the end by itself", async ({ page, rehearsal }) => {
  const text = numbered(120);
  await rehearsal.say({ "*": [text] });
  const reading = await readAlong(page, text);
  const id = await ask(page, "Who is killed? [rehearse: gpt-oss-120b=stall:30,ok]");
  for (const role of ["Reasoner", "Creative"]) await expect(opinion(page, role)).toContainText("w3");
  const killed = workerPid();
  process.kill(killed, "SIGKILL");

  await expectAnswer(page, "Full");
  for (const role of ["Reasoner", "Creative", "Fact-checker"]) await expect(opinion(page, role)).toHaveText(text);
  await expect(synthesis(page)).toHaveText(text);
  expect(reading.wrong).toEqual([]);
  expect(workerPid()).not.toBe(killed);
  expect((await read(page.request, id)).synthesis?.text).toBe(text);
});
