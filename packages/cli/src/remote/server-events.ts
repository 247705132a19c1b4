/** Server-sent events (HTML Living Standard, section 9.2), as they arrive. */
import { untilCut } from './followed-stream.ts';

/** One event; a comment has no data. */
export interface ServerEvent {
  readonly event: string;
  /** 0 for one without a number as its id. */
  readonly id: number;
  readonly data: string;
}

const readEvent = (block: string): ServerEvent => {
  const fields = new Map(
    block.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()] as const;
    }),
  );
  return {
    event: fields.get('event') ?? '',
    id: Number(fields.get('id') ?? 0),
    data: fields.get('data') ?? '',
  };
};

/** The events of an answer, as many at a time as arrive at once. Throws `UnreachableError` where it breaks off. */
export async function* serverEvents(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly ServerEvent[], void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of untilCut(pieces)) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    yield blocks.map(readEvent);
  }
}
