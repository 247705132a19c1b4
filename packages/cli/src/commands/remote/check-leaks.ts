/** `moorgate tokens check-leaks`: tokens in a text that they should not be in, without a server. */
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { type Column, createOutput, type OutputOptions } from '../../output/output.ts';
import { withOutputOptions } from '../../remote/api-command.ts';
import type { Terminal } from '../../terminal.ts';

/** A token that was found; never its secret. */
interface FoundToken {
  readonly line: number;
  readonly kind: string;
  readonly id: string;
}

const columns: readonly Column<FoundToken>[] = [
  { title: 'line', of: ({ line }) => String(line) },
  { title: 'kind', of: ({ kind }) => kind },
  { title: 'id', isWhole: true, of: ({ id }) => id },
];

const findIn = async function* (
  lines: AsyncIterable<string>,
  seen: { count: number },
): AsyncGenerator<FoundToken[]> {
  const { findTokensInLine } = await import('../../find-tokens-in-line.ts');
  let line = 0;
  for await (const text of lines) {
    line += 1;
    const found = findTokensInLine(text).map(({ kind, id }) => ({ line, kind, id }));
    seen.count += found.length;
    if (found.length > 0) yield found;
  }
};

/** Adds it. */
export const addCheckLeaks = (tokens: Command, terminal: Terminal): void => {
  withOutputOptions(tokens.command('check-leaks <file>'))
    .description(
      'look for tokens in a file, or with - in standard input, without a server; fails where it finds one',
    )
    .action(async (file: string, options: OutputOptions) => {
      const input = file === '-' ? process.stdin : (await open(file)).createReadStream();
      const seen = { count: 0 };
      const lines = createInterface({ input, crlfDelay: Infinity });
      await createOutput(terminal, options).list(findIn(lines, seen), columns);
      if (seen.count === 0) return;
      throw new CommandError(
        exitCodes.failed,
        `${seen.count === 1 ? '1 token was' : `${seen.count} tokens were`} found; "moorgate tokens revoke <id>" ends one`,
      );
    });
};
