/** What the HTTP API answers. */
import type { MemberShown, Outcome, Receipt, UsageShown } from "./events";

export type DeliberationStatus = "queued" | "running" | "done" | "failed" | "cancelled";
export type VoiceStatus = "waiting" | "speaking" | "given" | "failed" | "stopped";

export interface CouncilMember extends MemberShown {
  is_chair: boolean;
}

export interface Council {
  slug: string;
  name: string;
  description: string;
  strategy: string;
  quorum: number;
  deadline_seconds: number;
  is_ready_made: boolean;
  members: CouncilMember[];
}

export interface AttemptShown {
  model: string;
  provider: string;
  number: number;
  status: string;
  code: string | null;
  seconds: number | null;
}

export interface OpinionShown {
  member: string;
  role: string;
  model: string | null;
  provider: string | null;
  status: VoiceStatus;
  text: string;
  usage: UsageShown | null;
  cost_usd: string | null;
  seconds: number | null;
  code: string | null;
  message: string | null;
  is_late: boolean;
  is_partial: boolean;
  attempts: AttemptShown[];
}

export interface SynthesisShown {
  text: string;
  model: string;
  usage: UsageShown | null;
  seconds: number | null;
  chosen: string | null;
  is_partial: boolean;
  sources: string[];
}

export interface Deliberation {
  id: string;
  query: string;
  status: DeliberationStatus;
  stage: string | null;
  council: string;
  strategy: string;
  rehearsal: boolean;
  quorum: number;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
  deadline_at: string | null;
  members: MemberShown[];
  chair: MemberShown | null;
  opinions: OpinionShown[];
  synthesis: SynthesisShown | null;
  outcome: Outcome | null;
  receipt: Receipt | null;
  code: string | null;
  message: string | null;
}

export interface DeliberationEntry {
  id: string;
  query: string;
  status: DeliberationStatus;
  council: string;
  strategy: string;
  outcome: Outcome | null;
  rehearsal: boolean;
  created_at: string;
  synthesis_preview: string | null;
}

export interface Submitted {
  id: string;
  status: DeliberationStatus;
  council: string;
  strategy: string;
  conversation: null;
}

export interface ProviderShown {
  name: string;
  label: string;
  health: { status: string; checked_at: string | null; message: string };
}

export interface Providers {
  rehearsal: boolean;
  results: ProviderShown[];
}

export interface Page<Row> {
  results: Row[];
  next: string | null;
}

