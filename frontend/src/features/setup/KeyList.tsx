/** The keys that stand: by name, last four characters and verdict, and never themselves. */
import { Check, CircleHelp, Lock, TriangleAlert } from "lucide-react";
import type { ProviderKey } from "../../api/providerKeys";
import { useRemoveKey, useTestKey } from "../../api/providerKeys";
import { useAnnounce } from "../../ui/Announcer";
import { ArmedButton } from "../../ui/ArmedButton";
import { Banner } from "../../ui/Banner";
import { dayAndTime } from "../../ui/time";
import type { Kind } from "./verdict";
import { mendOf, verdictSaid } from "./verdict";
import { say, Say, wordFor } from "./words";

export function EnvironmentKeys({ keys }: { keys: { name: string; last_four: string; key_id: string }[] }) {
  return keys.map(({ name, last_four, key_id }) => (
    <li key={key_id}>
      <p className="name"><Lock className="ic ic-s" aria-hidden /><b>{name}</b><Ending of={last_four} /></p>
      <p className="mend">{say("from_environment", { name })}</p>
    </li>
  ));
}

interface Owner {
  provider: string;
  label: string;
  kind: Kind;
  leave: () => void;
}

export function SavedKeys({ keys, ...owner }: Owner & { keys: ProviderKey[] }) {
  return keys.map((key) => <SavedKey key={key.id} saved={key} {...owner} />);
}

function SavedKey({ saved, provider, label, kind, leave }: Owner & { saved: ProviderKey }) {
  const test = useTestKey(provider);
  const remove = useRemoveKey(provider);
  const announce = useAnnounce();
  const name = saved.last_four ? `${saved.name} …${saved.last_four}` : saved.name;
  const error = test.error ?? remove.error;

  function drop(): void {
    // A callback of `mutate` is not called once the row is gone; what fails is told below.
    remove.mutateAsync(saved.id).then(leave, () => undefined);
  }

  return (
    <li>
      <p className="name">
        <b>{saved.name}</b>
        <Ending of={saved.last_four} />
        <Verdict of={saved.verdict} />
        {!saved.is_enabled && <span>{say("disabled")}</span>}
        {saved.verdict_at && <time dateTime={saved.verdict_at}>{say("tested", { time: dayAndTime(saved.verdict_at) })}</time>}
      </p>
      <p className="mend">{mendOf(kind, saved)}</p>
      <div className="acts">
        <button
          type="button"
          className="btn sm"
          aria-label={say("test_of", { key: name })}
          aria-busy={test.isPending}
          onClick={() => !test.isPending && test.mutate(saved.id, { onSuccess: (key) => announce(verdictSaid(label, kind, key)) })}
        >
          {test.isPending && <span className="spin" aria-hidden />}
          {say(test.isPending ? "saving" : "test")}
        </button>
        <ArmedButton words={say("remove")} armedWords={say("remove_armed")} label={say("remove_of", { key: name })} act={drop} />
      </div>
      {error && <Banner tone="err"><Say k="failed" message={error.message} /></Banner>}
    </li>
  );
}

function Ending({ of }: { of: string }) {
  return of ? <span>{say("ending", { ending: of })}</span> : null;
}

function Verdict({ of }: { of: ProviderKey["verdict"] }) {
  const tone = { valid: "t-ok", invalid: "t-err", unknown: "t-plain" }[of as string] ?? "t-warn";
  const Icon = of === "valid" ? Check : of === "unknown" ? CircleHelp : TriangleAlert;
  return (
    <span className={`state ${tone}`}>
      <Icon className="ic ic-s" aria-hidden />
      {wordFor("verdict", of, of)}
    </span>
  );
}
