/** What the registry says, as lines of our log: its own troubles, not the mistakes of clients. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Logger } from '@moorgate/observability';

/** What is read of a line; of requests neither address nor path, which hold the state of uploads. */
interface RegistryLogLine {
  readonly level?: string;
  readonly msg?: string;
  readonly 'http.request.id'?: string;
  readonly 'http.response.status'?: number;
  readonly 'err.message'?: string;
  readonly 'err.detail'?: unknown;
}

const serverFault = 500;

const isAboutClient = (line: RegistryLogLine): boolean =>
  line['http.request.id'] !== undefined && (line['http.response.status'] ?? 0) < serverFault;

const passOnLine = (text: string, log: Logger): void => {
  try {
    const line = JSON.parse(text) as RegistryLogLine;
    if (isAboutClient(line)) return;
    const { level, msg, 'err.message': cause, 'err.detail': detail } = line;
    const said = { cause, detail };
    if (level === 'warning' || level === 'info') log.warn(said, `registry: ${msg ?? ''}`);
    else log.error(said, `registry: ${msg ?? ''}`);
  } catch {
    // How a program of Go tells why it cannot go on.
    if (text.trim() !== '') log.error({ said: text }, 'registry');
  }
};

/** Reads the lines for as long as there are any. */
export const passOnLog = (lines: Readable, log: Logger): void => {
  createInterface({ input: lines }).on('line', (text) => passOnLine(text, log));
};
