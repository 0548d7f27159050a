/** How long texts may be. */
import { useQuery } from "@tanstack/react-query";
import { answerOf, api } from "./client";

export function useLimits() {
  const { data } = useQuery({
    queryKey: ["limits"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/limits/", { signal })),
    staleTime: Infinity,
  });
  return data;
}
