/** `moorgate builds console`: what a run of a build says. */
import { answerOf, type ApiClient } from '@moorgate/client';
import { type Command, Option } from 'commander';
import { CommandError } from '../../command-error.ts';
import { exitCodes } from '../../exit-codes.ts';
import { printableLines } from '../../output/printable.ts';
import { type ApiCall, apiCommand } from '../../remote/api-command.ts';
import { pause, untilCut } from '../../remote/followed-stream.ts';
import type { Terminal } from '../../terminal.ts';
import { wholeNumber } from '../option-values.ts';

interface ConsoleOptions {
  readonly follow: boolean;
}

const askAgainSeconds = 2;
const ended: ReadonlySet<string> = new Set(['PASSED', 'FAILED', 'SKIPPED', 'PROMOTED']);

/** The name of the only run; with several, the first that has not passed, else the last. */
const chooseRun = async (client: ApiClient, build: number): Promise<string> => {
  const params = { path: { build } };
  const { runs } = await answerOf(client.GET('/builds/{build}', { params }));
  const chosen = runs.find(({ status }) => status !== 'PASSED') ?? runs.at(-1);
  if (chosen !== undefined) return chosen.name;
  throw new CommandError(exitCodes.notFound, `build ${String(build)} has no runs`);
};

/** Writes what there is from that byte on; answers where it ends, and what the run is at. */
const writeFrom = async (
  { client, terminal }: ApiCall<ConsoleOptions>,
  place: { readonly build: number; readonly run: string },
  from: number,
): Promise<{ readonly end: number; readonly status: string }> => {
  const { data, response } = await client.GET('/builds/{build}/runs/{run}/console', {
    params: { path: place, query: { from } },
    parseAs: 'stream',
  });
  const decoder = new TextDecoder();
  let end = from;
  for await (const piece of untilCut(data as AsyncIterable<Uint8Array>)) {
    end += piece.byteLength;
    terminal.write(printableLines(decoder.decode(piece, { stream: true })));
  }
  return { end, status: response.headers.get('moorgate-run-status') ?? '' };
};

/** Adds it to `builds`. */
export const addConsoleCommand = (builds: Command, terminal: Terminal): void => {
  const console = builds
    .command('console')
    .argument('<build>', 'its number', wholeNumber(1, 2_147_483_647))
    .argument('[run]', 'one of its runs; unless said, the first that has not passed')
    .addOption(new Option('-f, --follow', 'go on until the run has ended').default(false))
    .description('print what a run of a build says');
  apiCommand<ConsoleOptions, [number, string | undefined]>(
    console,
    terminal,
    async (call, build, wanted) => {
      const run = wanted ?? (await chooseRun(call.client, build));
      const interruption = terminal.interruption();
      let from = 0;
      for (;;) {
        const { end, status } = await writeFrom(call, { build, run }, from);
        from = end;
        if (!call.options.follow || ended.has(status) || interruption.aborted) return;
        await pause(askAgainSeconds, interruption);
      }
    },
  );
};
