/** A way to a server that can be closed, as if nobody were there any more, and opened again. */
import type { Socket } from "node:net";
import { connect, createServer } from "node:net";
import { once } from "node:events";

export interface Way {
  url: string;
  open: () => Promise<void>;
  close: () => Promise<void>;
}

export async function wayTo(address: string): Promise<Way> {
  const { hostname, port } = new URL(address);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const further = connect(Number(port), hostname);
    for (const one of [socket, further]) {
      sockets.add(one);
      one.on("error", () => one.destroy()); // the other end has gone: so does this one
      one.on("close", () => {
        sockets.delete(one);
        (one === socket ? further : socket).destroy();
      });
    }
    socket.pipe(further).pipe(socket);
  });
  let at = 0;
  const open = async () => {
    await once(server.listen(at, "127.0.0.1"), "listening");
    const bound = server.address();
    at = typeof bound === "object" && bound ? bound.port : at;
  };
  const close = async () => {
    if (!server.listening) return;
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await open();
  return { url: `http://127.0.0.1:${at}`, open, close };
}
