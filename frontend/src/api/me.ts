/** Who reads: what may be offered to them. */
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "./client";

export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/me/", { signal })),
    staleTime: 60_000,
  });
}
