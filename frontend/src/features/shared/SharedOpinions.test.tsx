import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import type { SharedOpinion } from "../../api/sharing";
import { SharedOpinions } from "./SharedOpinions";

function opinion(member: string, role: string, round = 1): SharedOpinion {
  return { member, role, round, model: "p:m", model_label: "M", status: "given", text: "So.", is_late: false, is_partial: false };
}

afterEach(cleanup);

it("keeps members of one role apart, each in its own hue through every round", () => {
  const { container } = render(
    <SharedOpinions opinions={[opinion("reasoner", "Reasoner"), opinion("reasoner-2", "Reasoner"), opinion("critic", "Critic"), opinion("reasoner-2", "Reasoner", 2)]} />,
  );
  const shown = [...container.querySelectorAll("details")].map((each) => `${each.className} ${each.querySelector(".mono")?.textContent}`);
  expect(shown).toEqual(["m-a R1", "m-b R2", "m-c C", "m-b R2"]);
});
