/** What an Ollama holds in memory, as it last told. How much there is it does not tell: so no meter. */
import type { Provider } from "../../api/providers";
import { formatList, formatNumber } from "../../ui/t";
import { say } from "./words";

const gigabyte = 1e9;

export function Memory({ loaded }: { loaded: NonNullable<Provider["loaded"]> }) {
  const [all, video] = [sum(loaded.map(({ memory_bytes }) => memory_bytes)), sum(loaded.map(({ video_bytes }) => video_bytes))];
  return (
    <div className="gauge">
      <p className="l num">
        <span>{say("memory")}</span>
        {all > 0 && <b>{gigabytes(all)}</b>}
      </p>
      <p className="n num">{loaded.length === 0 ? say("memory.none") : [say("memory.warm", { count: loaded.length, models: listOf(loaded) }), whereOf(all, video)].filter(Boolean).join("; ")}</p>
    </div>
  );
}

function listOf(loaded: NonNullable<Provider["loaded"]>): string {
  return formatList(loaded.map(({ model }) => model.replace(/:latest$/, "")));
}

function whereOf(all: number, video: number): string {
  if (all === 0) return "";
  if (video === 0) return say("memory.no_card");
  return video >= all ? say("memory.card") : say("memory.partly", { size: gigabytes(video) });
}

function gigabytes(bytes: number): string {
  return say("gigabytes", { count: formatNumber(Math.round((bytes / gigabyte) * 10) / 10) });
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
