/** Checks that other programs make. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Check } from './run-checks.ts';

/** A program of `node_modules`, started with the Node that runs now. */
export interface Tool {
  readonly name: string;
  /** The script, relative to the root. */
  readonly script: string;
  readonly args: readonly string[];
}

/** A check that passes when the tool ends with 0; otherwise the complaint is all that it printed. */
export const toolCheck = (root: string, tool: Tool): Check => ({
  name: tool.name,
  run: async () => {
    const child = spawn(process.execPath, [tool.script, ...tool.args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NO_COLOR: '1',
        REDOCLY_TELEMETRY: 'off',
        REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
      },
    });
    const ended = new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => {
        resolve(code ?? 1);
      });
    });
    const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return code === 0 ? '' : [out, err, `${tool.name} ended with ${code}`].join('\n');
  },
});
