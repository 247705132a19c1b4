/** The audit records stay provable, whatever is killed and whenever, and whoever tampers with them is found out. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import {
  announceSeed,
  isSoak,
  runStatement,
  type SeededRandom,
  seededRandom,
} from '@moorgate/testing';
import { type AdminClient, adminClient } from './support/admin.ts';
import { listUnrecorded, lookAtChain, makeAuditedChange } from './support/audited-change.ts';
import { ownerDatabaseUrl } from './support/database.ts';
import { read } from './support/exchange.ts';
import { createToken } from './support/fleet.ts';
import { killPart } from './support/kill-part.ts';
import {
  type CommandResult,
  makeFolder,
  type Product,
  removeFolder,
  runCommand,
  startProduct,
} from './support/product.ts';

const rounds = isSoak() ? 200 : 5;
const clientsCount = 3;
/** Records are sealed each second; a part is killed at some moment of what lies between two of these. */
const killWithinMs = 1_100;
const roundMsMax = 20_000;
const patienceMs = 30_000;
/** So many at least are there for those who tamper with them, whichever test begins. */
const recordsMin = 10;
const parts = ['admin API', 'PostgreSQL'] as const;

let folder: string;
let product: Product;
let admin: AdminClient;
let databaseUrl: string;
beforeAll(async () => {
  folder = await makeFolder();
  product = await startProduct(join(folder, 'data'), { workers: 1 });
  const scopes = ['devices:read', 'tokens:create', 'audit:create', 'audit:read'];
  admin = adminClient(product.ready.adminUrl, await createToken(product, scopes));
  databaseUrl = await ownerDatabaseUrl(product);
  for (let made = 0; made < recordsMin; made += 1) await makeAuditedChange(admin);
}, 90_000);
afterAll(async () => {
  await product?.stop();
  await removeFolder(folder);
}, 60_000);

const verify = (...more: string[]): Promise<CommandResult> =>
  runCommand(['audit', 'verify', '--data-dir', product.ready.dataDir, ...more], {
    env: product.env,
  });

const untilServed = async (): Promise<void> => {
  await read(() => admin.call('GET', '/v1/audit-records?limit=1'));
};

/** Changes are made until a part has been killed; answers the requests that were acknowledged. */
const playRound = async (
  random: SeededRandom,
): Promise<{ part: string; acknowledged: string[] }> => {
  const part = random.pick(parts);
  const killAfterMs = random.below(killWithinMs);
  const acknowledged: string[] = [];
  let isOver = false;
  const making = Array.from({ length: clientsCount }, async () => {
    while (!isOver) {
      const requestId = await makeAuditedChange(admin);
      if (requestId !== null) acknowledged.push(requestId);
    }
  });
  await after(killAfterMs);
  killPart(product, part, random);
  isOver = true;
  await Promise.all(making);
  await untilServed();
  return { part, acknowledged };
};

const untilSealed = async (): Promise<number> => {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { sealed, unsealed } = await lookAtChain(databaseUrl);
    if (unsealed === 0) return sealed;
    if (performance.now() > deadline) throw new Error(`${unsealed} records are not sealed`);
    await after(50);
  }
};

test(
  `in ${rounds} rounds, in each of which the admin API or PostgreSQL is killed, the chain stays whole and every change has its record`,
  async () => {
    const seed = announceSeed('audit chain');
    const random = seededRandom(seed);
    const kills: Record<string, number> = {};
    let count = 0;
    for (let round = 1; round <= rounds; round += 1) {
      const { part, acknowledged } = await playRound(random);
      kills[part] = (kills[part] ?? 0) + 1;
      count += acknowledged.length;
      const name = `seed ${seed}, round ${round}, ${part} killed`;
      expect([name, await listUnrecorded(databaseUrl, acknowledged)]).toEqual([name, []]);
      const { code, stdout } = await verify();
      expect([name, code, stdout]).toEqual([name, 0, expect.stringContaining(': whole')]);
    }
    const sealed = await untilSealed();
    process.stderr.write(
      `audit chain: killed ${JSON.stringify(kills)}; ${count} changes acknowledged, ${sealed} records sealed\n`,
    );
    expect(count).toBeGreaterThan(rounds);
    expect(sealed).toBeGreaterThanOrEqual(count);
  },
  rounds * roundMsMax,
);

/** Triggers are off: whoever tampers would not have the record queued again. */
const tamper = (statements: string): Promise<unknown> =>
  runStatement(databaseUrl, `set session_replication_role = replica; ${statements}`);

const swap = `update audit_seals set record_id = case position
    when 4 then -1 * (select record_id from audit_seals where position = 7)
    else -1 * (select record_id from audit_seals where position = 4) end
  where position in (4, 7);
  update audit_seals set record_id = -1 * record_id where record_id < 0`;

const fourth = '(select record_id from audit_seals where position = 4)';

const attacks: readonly (readonly [string, { act: string; undo: string; finding: RegExp }])[] = [
  [
    'changed',
    {
      act: `update audit_records set actor_name = actor_name || 'x' where id = ${fourth}`,
      undo: `update audit_records set actor_name = left(actor_name, -1) where id = ${fourth}`,
      finding: /^position 4: the record \d+ or its seal was changed$/m,
    },
  ],
  [
    'removed',
    {
      act: `create table stolen as select * from audit_records where id = ${fourth};
        delete from audit_records where id = ${fourth}`,
      undo: 'insert into audit_records overriding system value select * from stolen; drop table stolen',
      finding: /^position 4: the record \d+ was removed$/m,
    },
  ],
  [
    'removed with its place in the chain',
    {
      act: `create table stolen as select * from audit_records where id = ${fourth};
        create table stolen_seals as select * from audit_seals where position = 4;
        delete from audit_records where id = ${fourth}; delete from audit_seals where position = 4`,
      undo: `insert into audit_records overriding system value select * from stolen; drop table stolen;
        insert into audit_seals select * from stolen_seals; drop table stolen_seals`,
      finding: /^position 4: its seal was removed$/m,
    },
  ],
  [
    'put in another place',
    {
      act: swap,
      undo: swap,
      finding: /^position 4: the record \d+ stands where the record \d+ was/m,
    },
  ],
];

test.each(attacks)(
  'a record that was %s is found, and nothing once that is undone',
  async (_what, { act, undo, finding }) => {
    await untilSealed();
    await tamper(act);
    const found = await verify();
    expect([found.code, found.stdout]).toEqual([1, expect.stringMatching(finding)]);
    await tamper(undo);
    expect((await verify()).code).toBe(0);
  },
  60_000,
);

test('an end that was cut off is found by a checkpoint that was kept elsewhere', async () => {
  const command = ['audit', 'checkpoint', '--data-dir', product.ready.dataDir];
  const made = await runCommand(command, { env: product.env });
  const elsewhere = join(folder, 'elsewhere.ndjson');
  await writeFile(elsewhere, made.stdout);
  const { statement } = JSON.parse(made.stdout) as { statement: string };
  const { position } = JSON.parse(statement) as { position: number };
  const last = position - 3;
  expect((await verify('--checkpoint', elsewhere)).code).toBe(0);
  await tamper(`
    delete from audit_records where id in (select record_id from audit_seals where position > ${last});
    delete from audit_seals where position > ${last};
    delete from audit_checkpoints where position > ${last}`);
  const found = await verify('--checkpoint', elsewhere);
  const finding = new RegExp(
    `^position ${position}: .* the chain ends at ${last}: .* cut off$`,
    'm',
  );
  expect([found.code, found.stdout]).toEqual([1, expect.stringMatching(finding)]);
}, 60_000);

test('the export has every record in the order of the chain', async () => {
  const exporting = ['audit', 'export', '--data-dir', product.ready.dataDir, '--after', '2'];
  const { code, stdout } = await runCommand(exporting, { env: product.env });
  expect(code).toBe(0);
  const positions = stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { position: number }).position);
  expect(positions).toEqual(positions.map((_, index) => index + 3));
});
