/** While nobody speaks: the attempts so far, the wait, and which model comes next. */
import { Fragment } from "react";
import { useProviderLabel } from "../../api/useProviderLabel";
import { secondsBetween, secondsLeft } from "../../ui/countdown";
import { formatNumber, T, t, wordFor } from "../../ui/t";
import type { AttemptView } from "./attempts";
import type { Voice } from "./voice";
import { modelOf, modelsAfter } from "./models";

export function AttemptList({ voice, now }: { voice: Voice; now: number }) {
  const labelOf = useProviderLabel();
  const rest = voice.status === "failed" ? [] : modelsAfter(voice);
  const last = modelOf(voice, voice.model)?.provider;
  const lines = voice.attempts.length + (voice.retry ? 1 : 0);
  const isOne = new Set(voice.attempts.map((attempt) => attempt.model)).size < 2;
  const nameOf = (attempt: AttemptView) => {
    const model = modelOf(voice, attempt.model);
    return (isOne ? labelOf(model?.provider ?? "") : model?.label) || attempt.model;
  };
  return (
    <ol className="attempts">
      {voice.attempts.map((attempt, i) => <AttemptLine key={i} name={nameOf(attempt)} attempt={attempt} />)}
      {voice.retry && (
        <li className="wait">
          <span><T k="attempt.waiting" what={wordFor("wait", voice.retry.code, t("wait.any"))} count={secondsLeft(voice.retry.resumes_at, now)} /></span>
          <time>{formatNumber(secondsBetween(voice.retry.since, voice.retry.resumes_at))} s</time>
        </li>
      )}
      {rest.length > 0 && (
        <li key={`${lines} ${last} ${rest.map(({ provider }) => labelOf(provider)).join()}`} className="next">
          <span>{rest.map((model, i) => (
              <Fragment key={model.name}>
                <T k={i === 0 ? "attempt.next" : "attempt.then"} model={model.label} />
                {model.provider !== last && t("attempt.on", { provider: labelOf(model.provider) })}
              </Fragment>
            ))}</span>
        </li>
      )}
    </ol>
  );
}

function AttemptLine({ name: model, attempt }: { name: string; attempt: AttemptView }) {
  if (attempt.end === "running") return <li className="now"><span><T k="attempt.running" model={model} /></span></li>;
  const seconds = attempt.ended_at ? secondsBetween(attempt.started_at, attempt.ended_at) : 0;
  return (
    <li className={attempt.end === "failed" ? "bad" : "next"}>
      <span title={attempt.message ?? ""}><T k="attempt.failed" model={model} reason={reasonOf(attempt)} /></span>
      <time>{formatNumber(seconds)} s</time>
    </li>
  );
}

/** The attempt's end in a few words. */
export function reasonOf(attempt: AttemptView): string {
  if (attempt.end === "given") return t("attempt.given");
  if (attempt.end === "stopped") return t("attempt.stopped");
  if (attempt.end === "lost") return t("attempt.lost");
  return wordFor("code", attempt.code ?? "", attempt.message ?? "");
}
