import { describe, expect, it } from "vitest";
import type { Council, LanguageModel } from "../../api/types";
import { draftOf, emptyCouncil, fieldsOf, moved, speaksNow } from "./draft";

const model = (name: string) => ({ name, label: name, provider: "p" });
const council: Council = {
  slug: "kitchen",
  name: "Kitchen",
  description: "",
  strategy: "vote",
  quorum: 1,
  deadline_seconds: 60,
  allow_paid: true,
  reuse_answers: false,
  is_ready_made: false,
  members: [
    { member: "cook", role: "Cook", task: "creative", is_chair: false, models: [model("p:a"), model("p:b")] },
    { member: "chair", role: "Chair", task: "", is_chair: true, models: [model("p:c")] },
  ],
};

function modelOf(name: string, is_usable: boolean, status: string, readiness = "ready"): LanguageModel {
  return { name, is_usable, state: { status }, readiness: { status: readiness } } as unknown as LanguageModel;
}

describe("a council that is written", () => {
  it("is sent as it was read, the chair last", () => {
    const sent = draftOf(fieldsOf(council, "Chair"));
    const { slug: _slug, is_ready_made: _ready, members, ...head } = council;
    expect(sent).toEqual({
      ...head,
      members: members.map(({ member: _member, models, ...same }) => ({ ...same, models: models.map(({ name }) => name) })),
    });
  });

  it("sends no number where none was written, and not zero", () => {
    const sent = draftOf({ ...emptyCouncil("Chair"), quorum: "", deadline_seconds: "soon" });
    expect(JSON.parse(JSON.stringify(sent))).toMatchObject({ quorum: null, deadline_seconds: null });
  });

  it("moves a model within its order and never out of it", () => {
    expect(moved(["a", "b", "c"], 2, 1)).toEqual(["a", "c", "b"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 1, 2)).toEqual(["a", "b"]);
  });
});

describe("who would speak now", () => {
  const registry = [modelOf("p:a", true, "open"), modelOf("p:b", false, "closed"), modelOf("p:d", true, "closed", "gated"), modelOf("p:c", true, "closed")];

  it("is the first that may be asked, would be let in and is not left alone", () => {
    expect(speaksNow(["p:a", "p:b", "p:d", "p:c"], registry)).toBe("p:c");
  });

  it("is nobody where none can, and unknown before the registry is there", () => {
    expect(speaksNow(["p:a", "p:gone"], registry)).toBeUndefined();
    expect(speaksNow(["p:c"], undefined)).toBeNull();
  });
});
