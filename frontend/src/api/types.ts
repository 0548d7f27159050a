/** What the HTTP API answers, by the names the interface knows it by. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Agreement = Schemas["AgreementOutput"];
export type Claim = Schemas["ClaimOutput"];
export type Conversation = Schemas["ConversationOutput"];
export type Council = Schemas["CouncilOutput"];
export type CouncilDraft = Schemas["CouncilInputRequest"];
export type CouncilMember = Schemas["CouncilMemberOutput"];
export type Deliberation = Schemas["DeliberationOutput"];
export type DeliberationEntry = Schemas["DeliberationSummary"];
export type DeliberationStatus = Schemas["DeliberationStatus"];
export type Dissent = Schemas["DissentOutput"];
export type Earlier = Schemas["EarlierOutput"];
export type Estimate = Schemas["EstimateOutput"];
export type Exchanged = Schemas["ExchangedOutput"];
export type Feedback = Schemas["FeedbackOutput"];
export type LanguageModel = Schemas["LanguageModelOutput"];
export type ReviewShown = Schemas["ReviewOutput"];
export type Standings = Schemas["StandingsOutput"];
export type Judge = Schemas["JudgeOutput"];
export type OpinionShown = Schemas["OpinionOutput"];
export type Source = Schemas["SourceOutput"];
export type Turn = Schemas["TurnOutput"];
export type VoiceStatus = Schemas["OpinionStatus"];
