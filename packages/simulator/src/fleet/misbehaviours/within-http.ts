/** Misuse of HTTP by a device that is known. */
import type { Link } from '../link.ts';
import type { Misbehave, Scene } from './scene.ts';

const connectAsItself = async (scene: Scene): Promise<Link> => {
  const link = scene.openTls(scene.identity());
  await link.connected;
  return link;
};

/** Writes a piece again and again, each second unless given, for as long as the connection lasts. */
const trickle = async (
  scene: Scene,
  link: Link,
  { piece, pauseMs = 1_000 }: { readonly piece: string; readonly pauseMs?: number },
): Promise<void> => {
  while (link.isOpen()) {
    link.write(piece);
    await Promise.race([scene.wait(pauseMs), link.closed]);
  }
};

/** A request whose head never ends: a header each second. */
export const slowHeaders: Misbehave = async (scene) => {
  const link = await connectAsItself(scene);
  link.write(scene.head().replace(/\r\n$/, ''));
  await trickle(scene, link, { piece: 'X-Slow: and there is more\r\n' });
};

const announcedBytes = 65_536;

/** A body that comes at an octet in a second, and is announced as one of 64 KiB. */
export const slowBody: Misbehave = async (scene) => {
  const link = await connectAsItself(scene);
  const head = scene.head({ 'Content-Length': String(announcedBytes) });
  link.write(head.replace(`GET ${scene.path}`, 'PUT /system_info'));
  await trickle(scene, link, { piece: '{' });
};

const paddingBytes = 262_144;

/** A head of 256 KiB. */
export const oversizeHead: Misbehave = async (scene) => {
  const link = await connectAsItself(scene);
  link.write(scene.head({ 'X-Padding': 'x'.repeat(paddingBytes) }));
  await link.closed;
};

/** Few enough to be no misuse by themselves; their answers fill every buffer on the way within minutes. */
const requestsAtOnce = 8;

/** Asks again and again and reads none of the answers. Who does not read learns of an end only by writing. */
export const neverReading: Misbehave = async (scene) => {
  const link = await connectAsItself(scene);
  link.readAtMost(0);
  await trickle(scene, link, { piece: scene.head().repeat(requestsAtOnce), pauseMs: 100 });
};
