/** The product in a terminal, as `script` of util-linux makes one. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { adminPassword, commandLine, environment, type Ready } from './product.ts';

/** A terminal in which the product runs. */
export interface ProductTerminal {
  readonly ready: Ready;
  /** Closes it, as the window manager or a lost connection does: the product is told, and can write nothing any more. */
  close(): void;
}

const quoted = (argument: string): string => `'${argument.replaceAll("'", `'\\''`)}'`;

/** Starts `moorgate up` in a terminal and waits until it says that it is ready. */
export const startInTerminal = async (dataDir: string): Promise<ProductTerminal> => {
  // prettier-ignore
  const command = [commandLine, 'up', '--data-dir', dataDir, '--admin-addr', '127.0.0.1:0',
    '--gateway-addr', '127.0.0.1:0', '--gateway-workers', '2', '--json'];
  const options = ['--quiet', '--flush', '--command', command.map(quoted).join(' '), '/dev/null'];
  const terminal = spawn('script', options, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: environment({ MOORGATE_ADMIN_PASSWORD: adminPassword }),
  });
  // In a terminal the lines of the log stand between the others.
  for await (const line of createInterface({ input: terminal.stdout })) {
    if (!line.startsWith('{"event":"ready"')) continue;
    terminal.stdout.resume();
    return { ready: JSON.parse(line) as Ready, close: () => void terminal.kill('SIGKILL') };
  }
  throw new Error('moorgate up ended in its terminal');
};
