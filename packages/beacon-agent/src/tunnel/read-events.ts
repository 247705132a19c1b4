/** What the gateway says on the control connection: one object of JSON a line. */
import type { Readable } from 'node:stream';

/** What it says; events that are not known are none. */
export type ControlEvent =
  { readonly event: 'open' | 'ping' } | { readonly event: 'stream'; readonly id: string };

const lineBytesMax = 4_096;
const idPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const readEvent = (line: string): ControlEvent | null => {
  try {
    const { event, id } = JSON.parse(line) as { event?: unknown; id?: unknown };
    if (event === 'open' || event === 'ping') return { event };
    const isStream = event === 'stream' && typeof id === 'string' && idPattern.test(id);
    return isStream ? { event, id } : null;
  } catch {
    return null;
  }
};

/** Reads until the end. Throws for a line that does not end, and as the stream fails. */
export async function* readEvents(stream: Readable): AsyncGenerator<ControlEvent> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const part of stream as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(part, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineBytesMax) throw new Error('a line of the gateway is too long');
    for (const line of lines) {
      const event = readEvent(line);
      if (event !== null) yield event;
    }
  }
}
