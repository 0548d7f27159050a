/** A council as it is being written, and as the API takes it. */
import { canSpeak } from "../../api/models";
import type { Council, CouncilDraft, CouncilMember, LanguageModel } from "../../api/types";

export interface MemberFields {
  /** Its own as long as it is written: roles may be empty or alike. */
  id: number;
  role: string;
  task: string;
  models: string[];
}

export interface CouncilFields {
  name: string;
  description: string;
  strategy: string;
  quorum: string;
  deadline_seconds: string;
  allow_paid: boolean;
  reuse_answers: boolean;
  members: MemberFields[];
  chair: MemberFields;
}

let lastId = 0;

export function emptyMember(role = ""): MemberFields {
  lastId += 1;
  return { id: lastId, role, task: "", models: [] };
}

export function emptyCouncil(chair: string): CouncilFields {
  return {
    name: "",
    description: "",
    strategy: "adaptive",
    quorum: "2",
    deadline_seconds: "180",
    allow_paid: false,
    reuse_answers: false,
    members: [emptyMember(), emptyMember()],
    chair: emptyMember(chair),
  };
}

export function fieldsOf(council: Council, chair: string): CouncilFields {
  const { name, description, strategy, allow_paid, reuse_answers } = council;
  return {
    name,
    description,
    strategy,
    allow_paid,
    reuse_answers,
    quorum: String(council.quorum),
    deadline_seconds: String(council.deadline_seconds),
    members: council.members.filter((member) => !member.is_chair).map(memberFields),
    chair: council.members.filter((member) => member.is_chair).map(memberFields)[0] ?? emptyMember(chair),
  };
}

/** The chair comes last: faults are told by place. */
export function draftOf(fields: CouncilFields): CouncilDraft {
  const { quorum, deadline_seconds, members, chair, strategy, ...same } = fields;
  return {
    ...same,
    strategy: strategy as NonNullable<CouncilDraft["strategy"]>, // of those that the API has told
    quorum: numberOf(quorum),
    deadline_seconds: numberOf(deadline_seconds),
    members: [...members.map((member) => sent(member, false)), sent(chair, true)],
  };
}

/** Which of its models would speak now; undefined where none can, null while that is unknown. */
export function speaksNow(models: string[], registry: LanguageModel[] | undefined): string | undefined | null {
  if (!registry) return null;
  const able = new Set(registry.filter(canSpeak).map((model) => model.name));
  return models.find((name) => able.has(name));
}

export function moved<Item>(items: Item[], from: number, to: number): Item[] {
  const item = items[from];
  if (item === undefined || to < 0 || to >= items.length) return items;
  const others = items.filter((_, i) => i !== from);
  return [...others.slice(0, to), item, ...others.slice(to)];
}

function memberFields({ role, task, models }: CouncilMember): MemberFields {
  return { ...emptyMember(role), task, models: models.map((model) => model.name) };
}

function sent({ role, task, models }: MemberFields, is_chair: boolean) {
  return { role, task, models, is_chair };
}

/** What is no number is sent as none, and the server says so. */
function numberOf(written: string): number {
  return written.trim() === "" ? Number.NaN : Number(written);
}
