/** Operations that nobody waits for at once: begun, and read later, in the native dialect. */
import { until } from '../../runner/builds-ground.ts';
import type { AdminClient } from '../admin.ts';
import type { HostsGround } from './hosts-ground.ts';

/** An operation as it can be read at any time. */
export interface OperationRecord {
  readonly status: 'pending' | 'running' | 'succeeded' | 'failed';
  readonly outcome: string | null;
  readonly hosts: readonly {
    readonly address: string;
    readonly state: string;
    readonly outcome: string | null;
  }[];
}

/** A line, as the native dialect has it. */
export interface NativeLine {
  readonly status: string;
  readonly message: string;
  readonly instance: string;
}

/** Begins to update an application, and answers the id of the operation. Throws for an answer that is none. */
export const beginUpdate = async (
  admin: AdminClient,
  name: string,
  change: object,
): Promise<string> => {
  const { status, body } = await admin.call('PATCH', `/v1/applications/${name}`, change);
  if (status !== 202) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
  return (body as { readonly id: string }).id;
};

/** The operation; null while nobody answers. */
const readRecord = async (admin: AdminClient, id: string): Promise<OperationRecord | null> => {
  const answer = await admin.call('GET', `/v1/operations/${id}`).catch(() => null);
  return answer?.status === 200 ? (answer.body as OperationRecord) : null;
};

const owed: ReadonlySet<string> = new Set(['active', 'restoring', 'removing', 'finishing']);

const hasEnded = ({ status }: OperationRecord): boolean =>
  status === 'succeeded' || status === 'failed';

const untilSo = async (
  admin: AdminClient,
  id: string,
  isSo: (record: OperationRecord) => boolean,
): Promise<OperationRecord> => {
  let record: OperationRecord | null = null;
  await until(`the operation ${id} is not where it should be`, async () => {
    record = await readRecord(admin, id);
    return record !== null && isSo(record);
  });
  return record!;
};

/** Waits until an operation has ended. */
export const untilEnded = (admin: AdminClient, id: string): Promise<OperationRecord> =>
  untilSo(admin, id, hasEnded);

/** Waits until an operation has ended, and nothing is owed to any of its hosts. */
export const untilSettled = (admin: AdminClient, id: string): Promise<OperationRecord> =>
  untilSo(
    admin,
    id,
    (record) => hasEnded(record) && !record.hosts.some(({ state }) => owed.has(state)),
  );

/** All that an operation which has ended has said. */
export const readLinesOf = async (
  { product, token }: HostsGround,
  id: string,
): Promise<readonly NativeLine[]> => {
  const answer = await fetch(new URL(`/v1/operations/${id}/lines`, product.ready.adminUrl), {
    headers: { authorization: `Bearer ${token}` },
  });
  if (answer.status !== 200) throw new Error(`answered ${answer.status}`);
  const lines = [...(await answer.text()).matchAll(/^data: (.*)$/gm)];
  return lines.map(([, data]) => JSON.parse(data!) as NativeLine);
};

/** What was said: each stage by its label with the hosts that it tells of, sorted, and the last line. */
export const stagesIn = (lines: readonly NativeLine[]): readonly (readonly string[])[] => {
  const stages: string[][] = [];
  for (const { status, message, instance } of lines) {
    if (status === 'Starting' || status === 'Finalized') stages.push([message || status]);
    else if (status !== 'Complete') stages.at(-1)!.push(instance);
  }
  return stages.map(([label, ...hosts]) => [label!, ...hosts.sort()]);
};
