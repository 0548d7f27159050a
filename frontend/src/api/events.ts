/** Every event of a deliberation's log, as it comes over the socket. */

export interface ModelShown {
  name: string;
  label: string;
  provider: string;
}

export interface MemberShown {
  member: string;
  role: string;
  task: string;
  models: ModelShown[];
}

export interface UsageShown {
  input_tokens: number;
  output_tokens: number;
  is_estimated: boolean;
}

export interface Receipt {
  given: string[];
  missing: { member: string; code: string }[];
  attempts: number;
  usage: UsageShown;
  cost_usd: string | null;
  is_complete: boolean;
  seconds: number;
}

export type Outcome = "full" | "degraded" | "single" | "none";

interface Refusal {
  code: string;
  message: string;
}
interface Stored<Type extends string> {
  seq: number;
  at: string;
  type: Type;
}
interface OfMember {
  member: string;
}
interface Started {
  model: string;
  attempt: number;
}
interface Retrying extends Refusal {
  model: string;
  resumes_at: string;
}
interface FellBack extends Refusal {
  from_model: string;
  to_model: string;
}
interface Given {
  text: string;
  model: string;
  usage: UsageShown;
  cost_usd: string | null;
  seconds: number;
  is_partial: boolean;
}

export interface DeliberationStarted extends Stored<"deliberation.started"> {
  query: string;
  council: string;
  strategy: string;
  members: MemberShown[];
  chair: MemberShown;
  quorum: number;
  deadline_at: string;
  rehearsal: boolean;
  version: number;
}
export interface QuorumReached extends Stored<"quorum.reached"> {
  ends_at: string;
}
export interface OpinionStarted extends Stored<"opinion.started">, OfMember, Started {}
export interface OpinionDelta extends Stored<"opinion.delta">, OfMember {
  text: string;
}
export interface OpinionRetrying extends Stored<"opinion.retrying">, OfMember, Retrying {}
export interface OpinionFellBack extends Stored<"opinion.fell_back">, OfMember, FellBack {}
export interface OpinionGiven extends Stored<"opinion.given">, OfMember, Given {
  is_late: boolean;
}
export interface OpinionFailed extends Stored<"opinion.failed">, OfMember, Refusal {}
export interface OpinionStopped extends Stored<"opinion.stopped">, OfMember {
  text: string;
  by: string;
}
export interface SynthesisStarted extends Stored<"synthesis.started">, Started {}
export interface SynthesisDelta extends Stored<"synthesis.delta"> {
  text: string;
}
export interface SynthesisRetrying extends Stored<"synthesis.retrying">, Retrying {}
export interface SynthesisFellBack extends Stored<"synthesis.fell_back">, FellBack {}
export interface SynthesisGiven extends Stored<"synthesis.given">, Given {
  outcome: Outcome;
  chosen: string | null;
  sources: string[];
}
export interface SynthesisFailed extends Stored<"synthesis.failed">, Refusal {}
export interface DeliberationFinished extends Stored<"deliberation.finished"> {
  outcome: Outcome;
  receipt: Receipt;
}
export interface DeliberationFailed extends Stored<"deliberation.failed">, Refusal {}
export interface DeliberationCancelled extends Stored<"deliberation.cancelled"> {
  by: string;
}

export type DeliberationEvent =
  | DeliberationStarted
  | QuorumReached
  | OpinionStarted
  | OpinionDelta
  | OpinionRetrying
  | OpinionFellBack
  | OpinionGiven
  | OpinionFailed
  | OpinionStopped
  | SynthesisStarted
  | SynthesisDelta
  | SynthesisRetrying
  | SynthesisFellBack
  | SynthesisGiven
  | SynthesisFailed
  | DeliberationFinished
  | DeliberationFailed
  | DeliberationCancelled;

type EventType = DeliberationEvent["type"];

const isTerminal = {
  "deliberation.started": false,
  "quorum.reached": false,
  "opinion.started": false,
  "opinion.delta": false,
  "opinion.retrying": false,
  "opinion.fell_back": false,
  "opinion.given": false,
  "opinion.failed": false,
  "opinion.stopped": false,
  "synthesis.started": false,
  "synthesis.delta": false,
  "synthesis.retrying": false,
  "synthesis.fell_back": false,
  "synthesis.given": false,
  "synthesis.failed": false,
  "deliberation.finished": true,
  "deliberation.failed": true,
  "deliberation.cancelled": true,
} satisfies Record<EventType, boolean>;

/** False for an event of a newer server than this page. */
export function isKnown(event: { type: string }): event is DeliberationEvent {
  return Object.hasOwn(isTerminal, event.type);
}

export function endsLog(event: DeliberationEvent): boolean {
  return isTerminal[event.type];
}
