/** Makes a PNG small: at most 128 colours, those that are most used as they are. Reads what Chromium
 * writes: eight bits a channel, not interlaced. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

type Colour = readonly [number, number, number];

interface Box {
  colours: number[];
  weight: number;
  channel: 0 | 1 | 2;
  spread: number;
}

const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
const [asIndexes, withAlpha] = [3, 6];
const most = 128;
const exact = 48; // colours that are kept as they are

export function isPalette(png: Buffer): boolean {
  return png[25] === asIndexes;
}

export function withPalette(png: Buffer): Buffer {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const pixels = pixelsOf(png, width, height);
  const used = new Map<number, number>();
  for (const pixel of pixels) used.set(pixel, (used.get(pixel) ?? 0) + 1);
  const palette = paletteOf(used);
  const places = new Map([...used.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const rows = Buffer.alloc((width + 1) * height); // each begins with its filter: none
  for (let at = 0; at < pixels.length; at += 1) rows[at + Math.floor(at / width) + 1] = places.get(pixels[at] ?? 0) ?? 0;
  const header = Buffer.from(png.subarray(16, 29));
  header[9] = asIndexes;
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", Buffer.from(palette.flatMap((colour) => [...channelsOf(colour)]))),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function paletteOf(used: Map<number, number>): number[] {
  const byUse = [...used].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour);
  if (byUse.length <= most) return byUse;
  const boxes = [boxOf(byUse.slice(exact), used)];
  while (boxes.length < most - exact) {
    const widest = boxes.reduce((best, box) => (worth(box) > worth(best) ? box : best));
    if (widest.spread === 0) break;
    boxes.splice(boxes.indexOf(widest), 1, ...halves(widest, used));
  }
  return [...byUse.slice(0, exact), ...boxes.map((box) => middleOf(box, used))];
}

const worth = ({ spread, weight }: Box) => spread * spread * Math.sqrt(weight);

function boxOf(colours: number[], used: Map<number, number>): Box {
  let [channel, spread]: [0 | 1 | 2, number] = [0, -1];
  for (const each of [0, 1, 2] as const) {
    let [least, greatest] = [255, 0];
    for (const colour of colours) {
      const value = channelsOf(colour)[each];
      least = Math.min(least, value);
      greatest = Math.max(greatest, value);
    }
    if (greatest - least > spread) [channel, spread] = [each, greatest - least];
  }
  return { colours, weight: colours.reduce((sum, colour) => sum + (used.get(colour) ?? 0), 0), channel, spread };
}

function halves({ colours, channel }: Box, used: Map<number, number>): [Box, Box] {
  const sorted = colours.toSorted((a, b) => channelsOf(a)[channel] - channelsOf(b)[channel]);
  const values = sorted.map((colour) => channelsOf(colour)[channel]);
  const border = ((values[0] ?? 0) + (values.at(-1) ?? 0)) / 2;
  const at = values.findIndex((value) => value > border);
  return [boxOf(sorted.slice(0, at), used), boxOf(sorted.slice(at), used)];
}

function middleOf({ colours, weight }: Box, used: Map<number, number>): number {
  const mean = ([0, 1, 2] as const).map((channel) =>
    Math.round(colours.reduce((sum, colour) => sum + channelsOf(colour)[channel] * (used.get(colour) ?? 0), 0) / weight));
  return ((mean[0] ?? 0) << 16) | ((mean[1] ?? 0) << 8) | (mean[2] ?? 0);
}

function nearest(palette: number[], colour: number): number {
  const [red, green, blue] = channelsOf(colour);
  let [place, least] = [0, Infinity];
  for (let at = 0; at < palette.length; at += 1) {
    const [r, g, b] = channelsOf(palette[at] ?? 0);
    const distance = 3 * (r - red) ** 2 + 6 * (g - green) ** 2 + (b - blue) ** 2; // green is seen best
    if (distance < least) [place, least] = [at, distance];
  }
  return place;
}

function channelsOf(colour: number): Colour {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function pixelsOf(png: Buffer, width: number, height: number): Uint32Array {
  const size = png[25] === withAlpha ? 4 : 3;
  const bytes = inflateSync(Buffer.concat(chunksOf(png)));
  const length = width * size;
  const pixels = new Uint32Array(width * height);
  let above = new Uint8Array(length);
  for (let y = 0; y < height; y += 1) {
    const begin = y * (length + 1);
    const line = unfiltered(bytes.subarray(begin + 1, begin + 1 + length), above, bytes[begin] ?? 0, size);
    for (let x = 0; x < width; x += 1) {
      const at = x * size;
      pixels[y * width + x] = ((line[at] ?? 0) << 16) | ((line[at + 1] ?? 0) << 8) | (line[at + 2] ?? 0);
    }
    above = line;
  }
  return pixels;
}

function unfiltered(raw: Uint8Array, above: Uint8Array, filter: number, size: number): Uint8Array<ArrayBuffer> {
  const line = new Uint8Array(raw.length);
  for (let at = 0; at < raw.length; at += 1) {
    const left = line[at - size] ?? 0;
    const up = above[at] ?? 0;
    const guess = [0, left, up, (left + up) >> 1, filter === 4 ? paeth(left, up, at < size ? 0 : above[at - size] ?? 0) : 0][filter] ?? 0;
    line[at] = (raw[at] ?? 0) + guess;
  }
  return line;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function chunksOf(png: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = signature.length; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") found.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  return found;
}

function chunk(type: string, body: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
