/** Logs of updates as server-sent events (HTML Living Standard, section 9.2), with the frames of existing tools. */
import type { Subscription } from '@moorgate/http';
import type { LogLine } from '@moorgate/reports';

/** A comment, which clients take no notice of. */
const idleFrame = Buffer.from(': idle\n\n');
const idleRestsMax = 30;

const noLogText = 'No rollout logs for this update yet.';
const interruptedText = 'Logs tail was interrupted due to server error.';

/** Lines are handed to many at once. */
const frames = new WeakMap<LogLine, Buffer>();

const frameOf = (line: LogLine): Buffer => {
  const known = frames.get(line);
  if (known !== undefined) return known;
  const data = JSON.stringify({
    uuid: line.deviceUuid,
    correlationId: line.correlationId,
    'target-name': line.targetName,
    status: line.status,
    deviceTime: line.deviceTime,
  });
  const frame = Buffer.from(`event: log\nid: ${String(line.position)}\ndata: ${data}\n\n`);
  frames.set(line, frame);
  return frame;
};

const errorFrame = (lastPosition: number, text: string): Buffer =>
  Buffer.from(`event: error\nid: ${String(lastPosition)}\nretry: 1000\ndata: ${text}\n\n`);

/** The position behind which a client goes on; 0, the beginning, for one that names none. */
export const positionOf = ({ lastEventId }: Subscription): number =>
  lastEventId !== null && /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : 0;

/** False when the caller may not have the stream any more, or when that cannot be known. */
const isAllowed = (subscription: Subscription): Promise<boolean> =>
  subscription.requireAccess().then(
    () => true,
    () => false,
  );

/** The stream of a log that there is not: one frame that says so. */
export const noLogFrames = async function* (after: number): AsyncGenerator<Buffer> {
  await Promise.resolve();
  yield errorFrame(after, noLogText);
};

/**
 * The frames of a log: of each line one, with its position as the id; a comment at the begin, so that the client knows that
 * it is heard, and whenever nothing has come for half a minute. Before each piece the rights of the caller are asked for
 * again, and each second while there is none. Where the log can no longer be read, the last frame says so.
 */
export async function* logFrames(
  lines: AsyncIterable<readonly LogLine[]>,
  subscription: Subscription,
): AsyncGenerator<Buffer> {
  let position = positionOf(subscription);
  let rests = 0;
  yield idleFrame;
  try {
    for await (const some of lines) {
      if (!(await isAllowed(subscription))) return;
      rests = some.length > 0 ? 0 : rests + 1;
      if (some.length > 0) yield Buffer.concat(some.map(frameOf));
      else if (rests % idleRestsMax === 0) yield idleFrame;
      position = some.at(-1)?.position ?? position;
    }
  } catch {
    // The process has told its log why.
    if (await isAllowed(subscription)) yield errorFrame(position, interruptedText);
  }
}
