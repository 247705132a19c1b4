/** How far something has come that takes long, for a person who watches. */
import type { Terminal } from '../terminal.ts';

/** Shows how much is done. */
export interface ProgressBar {
  add(amount: number): void;
  /** Takes the bar away, so that what follows begins on a line of its own. */
  close(): void;
}

const everyMs = 100;
const widthMax = 40;
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** So many bytes in the unit that suits them. */
export const formatBytes = (bytes: number): string => {
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const value = bytes / 1_024 ** step;
  return `${value.toFixed(step === 0 ? 0 : 1)} ${units[step]!}`;
};

const render = (done: number, total: number, columns: number): string => {
  const share = total === 0 ? 1 : Math.min(1, done / total);
  const words = ` ${String(Math.floor(share * 100)).padStart(3)} % of ${formatBytes(total)}`;
  const width = Math.max(0, Math.min(widthMax, columns - words.length - 3));
  const filled = Math.round(share * width);
  return `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}]${words}`;
};

/** A bar on standard error for so many bytes; nothing is written where nobody watches. */
export const startProgressBar = (
  { columns, note }: Pick<Terminal, 'columns' | 'note'>,
  totalBytes: number,
): ProgressBar => {
  if (columns === null) return { add: () => undefined, close: () => undefined };
  let done = 0;
  let shownAtMs = 0;
  return {
    add: (bytes) => {
      done += bytes;
      const now = performance.now();
      if (now - shownAtMs < everyMs && done < totalBytes) return;
      shownAtMs = now;
      note(`\r${render(done, totalBytes, columns)}`);
    },
    close: () => note(`\r${' '.repeat(Math.min(columns - 1, widthMax + 30))}\r`),
  };
};
