/** What whoever pushed reads of the builds of a push. */
import type { BuildServices, EnqueuedPush } from '@moorgate/builds';

const count = (number: number, what: string): string =>
  `${String(number)} ${what}${number === 1 ? '' : 's'}`;

/** More names than these say nothing more. */
const namesMax = 10;

/**
 * A line for each build that was started. Where branches were left out, two more: which, as far as their names are few, and
 * how their builds are asked for.
 */
export const linesOfPush = (
  { serverUrl, buildsPerPush }: Pick<BuildServices, 'serverUrl' | 'buildsPerPush'>,
  { factory }: { readonly factory: string },
  { started, omitted }: EnqueuedPush,
): readonly string[] => {
  const lines = started.map(({ buildId, url }) => `Build ${String(buildId)}: ${url}`);
  const [first] = omitted;
  if (first === undefined) return lines;
  const names = omitted.slice(0, namesMax).join(', ');
  const more = omitted.length - namesMax;
  const rest = more > 0 ? ` and ${String(more)} more` : '';
  const address = `${serverUrl}/projects/${factory}/lmp/builds/`;
  return [
    ...lines,
    `One push starts at most ${count(buildsPerPush, 'build')}. Not built: ${names}${rest}`,
    `To build one of them: POST ${address} with ${JSON.stringify({ 'trigger-name': first })}`,
  ];
};
