/** How long an operator waits for a denial, with one gateway and with many. */
import type { Lab } from '../lab/lab.ts';
import { adminApiCommandOn, gatewayCommandOn, start } from '../lab/services.ts';
import { type BenchDatabase, runStatements } from '../lab/store.ts';
import { createDenialClient, type DenialClient } from '../load/denial-client.ts';
import type { LoadResult } from '../load/messages.ts';
import { runTimed } from '../load/run-timed.ts';
import { alternate } from '../measure/alternate.ts';
import { compare } from '../measure/comparison.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

const manyGateways = 8;

/** An installation with so many gateways, and the devices that are still to be denied. */
interface Side {
  readonly client: DenialClient;
  readonly devices: string[];
}

const devicesOf = async (database: BenchDatabase): Promise<string[]> => {
  const rows = await runStatements(database.ownerUrl, 'select uuid from devices order by uuid');
  return rows.map(({ uuid }) => String(uuid));
};

const openSide = async (lab: Lab, name: string, gateways: number): Promise<Side> => {
  const { denials, rounds } = lab.sizes;
  const database = await lab.createFleet(name, denials * (rounds + 1));
  const token = await lab.createToken(database, ['devices:read', 'devices:delete']);
  const { url } = await start(lab, adminApiCommandOn(lab, database));
  for (let count = 0; count < gateways; count++) await start(lab, gatewayCommandOn(lab, database));
  const client = createDenialClient(url, token);
  await lab.cleanup.defer(() => Promise.resolve(client.close()));
  return { client, devices: await devicesOf(database) };
};

const sampleDenials = ({ client, devices }: Side, count: number): Promise<LoadResult> =>
  runTimed({ count, lanes: 1 }, async () => {
    const uuid = devices.pop();
    if (uuid === undefined) throw new Error('there are no devices left to deny');
    await client.deny(uuid);
  });

/** Measures DELETE /devices/{uuid}, one after the other, from the request to the answer that every gateway follows. */
export const measureDenials = async (lab: Lab): Promise<Section> => {
  const { denials, rounds } = lab.sizes;
  const one = await openSide(lab, 'denial_one', 1);
  const many = await openSide(lab, 'denial_many', manyGateways);
  for (const side of [one, many]) await sampleDenials(side, denials);
  const samples = await alternate(
    rounds,
    { many: () => sampleDenials(many, denials), one: () => sampleDenials(one, denials) },
    (round) => say(`denials, round ${round} of ${rounds}`),
  );
  return {
    name: 'denial',
    explanation:
      `DELETE /devices/{uuid}, ${denials.toLocaleString('en')} one after the other: latency with ${manyGateways} gateways ` +
      'that follow, beside that with one.',
    lines: (['p50', 'p99'] as const).map((share) =>
      compare({
        what: `latency, ${share}`,
        unit: 'ms',
        measured: samples.many.map(({ latenciesMs }) => latenciesMs[share]),
        reference: samples.one.map(({ latenciesMs }) => latenciesMs[share]),
        bound: null,
      }),
    ),
  };
};
