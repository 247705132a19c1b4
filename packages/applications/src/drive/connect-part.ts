/** Connecting a container that was created to further networks: engines take one alone with its body. */
import type { Connection } from '../compose/plan.ts';
import { type Inspected, labels, type Look, nameAt } from './engine.ts';
import { membersOf } from './resources.ts';
import type { Result } from './results.ts';
import type { HostWork } from './run-goal.ts';

const ok: Result = { status: 'OK', message: '', code: 200 };

/** What this operation created of this name, wherever it stands. */
const findCreated = async (
  { engine, operationId }: HostWork,
  name: string,
): Promise<Look<Inspected | null>> => {
  for (const place of ['next', 'current'] as const) {
    const looked = await engine.inspect(nameAt(name, place));
    if ('failed' in looked) return looked;
    if (looked.seen?.Config.Labels?.[labels.operation] === operationId) return looked;
  }
  return { seen: null };
};

const connect = (
  { engine }: HostWork,
  container: Inspected,
  { network, endpoint }: Connection,
): Promise<Result> =>
  engine.send({
    method: 'POST',
    target: `networks/${encodeURIComponent(network)}/connect`,
    body: { Container: container.Id, EndpointConfig: endpoint },
  });

/** Connects it to those networks in which it is not yet. Throws `StoppedError` alone. */
export const connectPart = async (work: HostWork, name: string): Promise<Result> => {
  const connections = work.plan.parts.find((part) => part.name === name)?.connections ?? [];
  if (connections.length === 0) return ok;
  const looked = await findCreated(work, name);
  if ('failed' in looked) return looked.failed;
  const { seen } = looked;
  if (seen === null) return { status: 'Error', message: `${name} is gone`, code: 404 };
  const joined = membersOf(seen.NetworkSettings?.Networks);
  for (const connection of connections.filter(({ network }) => !(network in joined))) {
    const result = await connect(work, seen, connection);
    if (result.status === 'Error') return result;
  }
  return ok;
};
