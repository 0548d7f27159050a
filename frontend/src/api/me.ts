/** Who asks, and the session that says so. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { answerOf, api } from "./client";

export function useMe() {
  return useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => answerOf(api.GET("/api/me/", { signal })),
    staleTime: Infinity, // a sign-in loads the page anew
  });
}

export function useSignIn() {
  return useMutation({
    mutationFn: (body: { name: string; password: string }) => answerOf(api.POST("/api/session/", { body })),
    gcTime: 0, // a password is kept nowhere
  });
}

export function useSignOut() {
  return useMutation({ mutationFn: () => answerOf(api.DELETE("/api/session/")) });
}
