/** What an operation says, as server-sent events (HTML Living Standard, section 9.2). */
import type { OperationLine } from '@moorgate/applications';
import type { Subscription } from '@moorgate/http';
import { positionOf } from './event-stream.ts';

const frameOf = (line: OperationLine, place: number): Buffer =>
  Buffer.from(`event: line\nid: ${String(place)}\ndata: ${JSON.stringify(line)}\n\n`);

/** The frames of lines, each with its place as the id, from behind the one that the client got last. */
export async function* lineFrames(
  lines: AsyncIterable<OperationLine>,
  subscription: Subscription,
): AsyncGenerator<Buffer> {
  const after = positionOf(subscription);
  let place = 0;
  yield Buffer.from(': idle\n\n');
  for await (const line of lines) {
    place += 1;
    if (place > after) yield frameOf(line, place);
  }
}
