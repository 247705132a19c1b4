/** The lines of an operation as they come, over a connection that goes on where it was when it was cut. */
import { useEffect, useState } from 'react';
import type { OperationLine } from './stages.ts';

/** What has come. */
export interface Lines {
  readonly lines: readonly OperationLine[];
  /** True while nobody sends the rest. */
  readonly isCut: boolean;
}

/** Lines that come at once are shown at once. */
const gatherMs = 50;
/** When a browser has given up by itself. */
const againMs = 2_000;

interface Listener {
  onLines(lines: readonly OperationLine[]): void;
  onCut(isCut: boolean): void;
}

/** Opens the stream, and again until the last line; answers what closes it. */
const follow = (id: string, { onLines, onCut }: Listener): (() => void) => {
  const lines: OperationLine[] = [];
  let source: EventSource;
  let showing: number | undefined;
  let again: number | undefined;
  const show = (): void => {
    showing = undefined;
    onLines([...lines]);
  };
  const take = ({ data, lastEventId }: MessageEvent<string>): void => {
    // A stream that was opened anew begins anew; one that the browser goes on with does not.
    if (Number(lastEventId) !== lines.length + 1) return;
    const line = JSON.parse(data) as OperationLine;
    lines.push(line);
    showing ??= window.setTimeout(show, gatherMs);
    if (line.status === 'Finalized') source.close();
  };
  const open = (): void => {
    source = new EventSource(`/v1/operations/${encodeURIComponent(id)}/lines`);
    source.addEventListener('open', () => onCut(false));
    source.addEventListener('line', take);
    source.addEventListener('error', () => {
      onCut(true);
      if (source.readyState === EventSource.CLOSED) again = window.setTimeout(open, againMs);
    });
  };
  open();
  return () => {
    source.close();
    window.clearTimeout(showing);
    window.clearTimeout(again);
  };
};

/** All lines so far, each once and in its place. Closed when nobody looks any more. */
export const useLines = (id: string): Lines => {
  const [lines, setLines] = useState<readonly OperationLine[]>([]);
  const [isCut, setCut] = useState(false);
  useEffect(() => follow(id, { onLines: setLines, onCut: setCut }), [id]);
  return { lines, isCut };
};
