/** What a person may do with one member: hurry it, have it leave its model, ask it again. */
import { useMutation } from "@tanstack/react-query";
import { answerOf, api } from "./client";
import { forgiveTooLate } from "./queries";

export type Nudge = { name: "retry-now"; member: string } | { name: "skip"; member: string; model: string };

/** What came too late is no error. */
export function useNudge(id: string) {
  return useMutation({ mutationFn: (nudge: Nudge) => send(id, nudge).catch(forgiveTooLate) });
}

/** Of an ended deliberation: a new one, in which this member is asked once more. */
export function useAskAgain(deliberation_id: string) {
  return useMutation({
    mutationFn: (member: string) =>
      answerOf(api.POST("/api/deliberations/{deliberation_id}/members/{member}/ask-again/", { params: { path: { deliberation_id, member } } })),
  });
}

function send(deliberation_id: string, { member, ...nudge }: Nudge): Promise<unknown> {
  const params = { path: { deliberation_id, member } };
  return nudge.name === "skip"
    ? answerOf(api.POST("/api/deliberations/{deliberation_id}/members/{member}/skip/", { body: { model: nudge.model }, params }))
    : answerOf(api.POST("/api/deliberations/{deliberation_id}/members/{member}/retry-now/", { params }));
}
