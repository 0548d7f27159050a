/** Every event of a deliberation's log, as it comes over the socket. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type MemberShown = Schemas["MemberShown"];
export type UsageShown = Schemas["UsageShown"];
export type AskedShown = Schemas["AskedShown"];
export type TailShown = Schemas["TailShown"];
export type RoutingShown = Schemas["RoutingShown"];
export type Receipt = Schemas["Receipt"];
export type Outcome = Schemas["Outcome"];
export type DeliberationStarted = Schemas["DeliberationStartedEvent"];
export type ChairReplaced = Schemas["ChairReplacedEvent"];
export type DeliberationEvent = Schemas["DeliberationEvent"];

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
  "agreement.found": false,
  "dissent.found": false,
  "review.started": false,
  "review.retrying": false,
  "review.fell_back": false,
  "review.given": false,
  "review.failed": false,
  "standings.found": false,
  "chair.replaced": false,
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

const outcomes = ["full", "degraded", "single", "none"] as const satisfies Outcome[];

export function outcomeOf(name: string): Outcome | null {
  return outcomes.find((outcome) => outcome === name) ?? null;
}
