/** What the live screen does not show at first: fetched when it is quiet, so that it opens at once. */
import type { ComponentType } from "react";
import { lazy, useEffect } from "react";

const loads: (() => Promise<unknown>)[] = [];

function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  loads.push(load);
  return lazy(() => load().then((part) => ({ default: part })));
}

export const AttemptTrace = later(() => import("./AttemptTrace").then((file) => file.AttemptTrace));
export const ChairPicker = later(() => import("./ChairPicker").then((file) => file.ChairPicker));
export const ContestDialog = later(() => import("./ContestDialog").then((file) => file.ContestDialog));
export const DissentPane = later(() => import("./DissentPane").then((file) => file.DissentPane));
export const FocusView = later(() => import("./FocusView").then((file) => file.FocusView));
export const FollowUpTerms = later(() => import("./FollowUpTerms").then((file) => file.FollowUpTerms));
export const MergeBox = later(() => import("./MergeBox").then((file) => file.MergeBox));
export const ReviewTable = later(() => import("./ReviewTable").then((file) => file.ReviewTable));
export const ToChair = later(() => import("./ToChair").then((file) => file.ToChair));

const slanted = ["Newsreader", "Instrument Sans"].map((face) => `italic 1em "${face}"`); // one that came late would move the line
const quietAfter = 1_200;

/** A part that cannot be fetched now is asked for again when it is opened. */
export function useLater(): void {
  useEffect(() => {
    slanted.forEach((face) => void document.fonts.load(face));
    const timer = setTimeout(() => loads.forEach((load) => void load().catch(() => undefined)), quietAfter);
    return () => clearTimeout(timer);
  }, []);
}
