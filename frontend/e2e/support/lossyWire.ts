/** A wire in front of the stack that can be cut and made deaf: only what carries a WebSocket. */
import type { Socket } from "node:net";
import { connect, createServer } from "node:net";
import { webUrl } from "./stack";

const stack = new URL(webUrl);
const isUpgrade = /^upgrade: *websocket/im;

interface Pair {
  page: Socket;
  server: Socket;
}

export interface LossyWire {
  url: string;
  /** Resets every open WebSocket; returns how many there were. */
  cut: () => number;
  /** From now on a new WebSocket is reset at once, or again let through. */
  refuse: (isRefusing: boolean) => void;
  /** Those that are open stay open, and nothing more comes through them: as after a sleep. */
  deafen: () => number;
  close: () => Promise<void>;
}

export async function lossyWire(): Promise<LossyWire> {
  const sockets = new Set<Pair>();
  const open = new Set<Socket>();
  let isRefusing = false;

  const server = createServer((page) => {
    const pair: Pair = { page, server: connect(Number(stack.port), stack.hostname) };
    for (const [end, other] of [[page, pair.server], [pair.server, page]] as const) {
      open.add(end);
      end.on("error", () => other.destroy()); // a reset is what this wire is for
      end.on("close", () => {
        open.delete(end);
        sockets.delete(pair);
        other.destroy();
      });
    }
    page.once("data", (head: Buffer) => {
      if (!isUpgrade.test(head.toString("latin1"))) return;
      if (isRefusing) page.resetAndDestroy();
      else sockets.add(pair);
    });
    page.pipe(pair.server);
    pair.server.pipe(page);
  });
  await new Promise<void>((tell) => server.listen(0, "127.0.0.1", tell));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : "";

  return {
    url: `http://127.0.0.1:${port}`,
    cut: () => forEach(sockets, ({ page }) => page.resetAndDestroy()),
    refuse: (is) => {
      isRefusing = is;
    },
    deafen: () => forEach(sockets, ({ page, server: upstream }) => {
      page.unpipe();
      upstream.unpipe();
      page.pause();
      upstream.pause();
    }),
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((tell) => server.close(tell));
    },
  };
}

function forEach(pairs: Set<Pair>, act: (pair: Pair) => void): number {
  const all = [...pairs];
  all.forEach(act);
  return all.length;
}
