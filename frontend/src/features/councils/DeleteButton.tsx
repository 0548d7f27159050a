/** Deletes a council, once it has been asked whether that is meant. */
import { useRef } from "react";
import { useLocation } from "wouter";
import { useDeleteCouncil } from "../../api/councils";
import type { Council } from "../../api/types";
import { Banner } from "../../ui/Banner";
import { say } from "./words";

export function DeleteButton({ council }: { council: Council }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [, navigate] = useLocation();
  const { mutate, isPending, error } = useDeleteCouncil(council.slug);

  return (
    <>
      <button type="button" className="btn quiet" onClick={() => dialog.current?.showModal()}>{say("delete")}</button>
      <dialog ref={dialog} className="sure" aria-labelledby="sure">
        <h2 id="sure">{say("delete_sure", { name: council.name })}</h2>
        <p>{say("delete_line")}</p>
        {error && <Banner tone="err">{error.message}</Banner>}
        <div className="acts">
          <button type="button" className="btn" onClick={() => dialog.current?.close()}>{say("delete_no")}</button>
          <button type="button" className="btn pri" disabled={isPending} onClick={() => mutate(undefined, { onSuccess: () => navigate("/councils") })}>
            {say("delete_yes")}
          </button>
        </div>
      </dialog>
    </>
  );
}
