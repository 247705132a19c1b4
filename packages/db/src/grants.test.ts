import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import pg from 'pg';

const known = randomUUID();
const unknown = randomUUID();
const insufficientPrivilege = '42501';

let database: TestDatabase;
let owner: pg.Client;
let gateway: pg.Client;
let admin: pg.Client;
const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
};
beforeAll(async () => {
  database = await createTestDatabase();
  owner = await connect(database.url);
  gateway = await connect(database.urlFor('moorgate_gateway'));
  admin = await connect(database.urlFor('moorgate_admin'));
});
afterAll(async () => {
  await Promise.all([owner, gateway, admin].map((client) => client.end()));
  await database.drop();
});
beforeEach(async () => {
  await owner.query('truncate devices cascade');
  await owner.query("insert into devices (uuid, factory, created_at) values ($1, 'acme', now())", [
    known,
  ]);
});

describe('the gateway is refused when it', () => {
  const refusals: readonly (readonly [string, string])[] = [
    ['reads users', 'select username from users'],
    ['reads tokens', 'select id from tokens'],
    ['reads the secrets of tokens', 'select hash from token_secrets'],
    ['reads roles', 'select name from roles'],
    ['reads rollouts', 'select name from rollouts'],
    ['assigns an update', 'update devices set update_id = null, rollout_id = null'],
    [
      'gives somebody a role',
      `insert into user_roles values ('${unknown}', '${unknown}', now(), 'me', null)`,
    ],
    ['reads in which group a device was denied', 'select denied_group_name from devices'],
    ['reads the hashes of former passwords', 'select hash from former_passwords'],
    ['reads second factors', 'select sealed_secret from second_factors'],
    ['reads the keys of metadata', 'select sealed_key from tuf_keys'],
    ['changes metadata', "update update_metadata set bytes = ''"],
    ['changes metadata that was replaced', "update replaced_metadata set bytes = ''"],
    ['reads recovery codes', 'select hash from recovery_codes'],
    ['reads what events say', 'select details from device_events'],
    ['changes events', "update device_events set details = ''"],
    ['reads what devices say of themselves', 'select content from device_descriptions'],
    ['says that somebody follows a log', 'update update_logs set watched_until = now()'],
    ['reads the tokens of beacons', 'select sealed_token from beacons'],
    ['reads who may use a beacon', 'select user_id from beacon_permissions'],
    ['reads what applications are deployed with', 'select command from deployments'],
    ['reads sessions', 'select user_agent from sessions'],
    ['reads audit records', 'select action from audit_records'],
    ['reads totals', 'select listed from device_counts'],
    ['denies a device', 'update devices set denied_at = now()'],
    ['un-denies a device', 'update devices set denied_at = null'],
    ['labels a device', `update devices set labels = '{}'`],
    ['moves a device under another CA', 'update devices set device_ca_id = null'],
    ['gives a device a new generation', 'update devices set generation = default'],
    ['deletes a device', 'delete from devices'],
    ['reads the former keys of a device', 'select former_key_hashes from devices'],
    ['forgets the former keys of a device', `update devices set former_key_hashes = '{}'`],
    ['empties a table', 'truncate devices cascade'],
    [
      'registers a denied device',
      `insert into devices (uuid, factory, created_at, denied_at) values ('${unknown}', 'acme', now(), now())`,
    ],
    [
      'registers a device by itself',
      `insert into devices (uuid, factory, created_at) values ('${unknown}', 'acme', now())`,
    ],
    [
      'gives a device a key by itself',
      `insert into device_keys values ('${known}', 'a', 'a', 'live', now(), null)`,
    ],
    [
      'announces a key by itself',
      `insert into device_keys values ('${known}', 'a', 'a', 'next', now(), null)`,
    ],
    ['deletes a key', 'delete from device_keys'],
    ['admits a key that was refused', `update device_keys set state = 'live'`],
    [
      'puts another key in the place of one',
      `update device_keys set spki_sha256 = 'a', spki = 'a'`,
    ],
    ['puts a denied device back into the list', 'update device_check_ins set is_listed = true'],
    ['gives a pending enrolment another key', `update pending_enrolments set spki = 'a'`],
    ['buries a key', `insert into key_tombstones values ('a', '${unknown}', now(), 'me')`],
    ['digs up a key', 'delete from key_tombstones'],
    [
      'permits a new key',
      `insert into rekey_permits (id, device_uuid, created_at, created_by, expires_at)
       values ('${unknown}', '${known}', now(), 'me', now())`,
    ],
    ['extends a permit', 'update rekey_permits set expires_at = now()'],
    ['uses up a permit by itself', 'update rekey_permits set used_at = null'],
    ['takes a permit back', 'update rekey_permits set revoked_at = now()'],
    ['reads who permitted a new key, and why', 'select created_by, reason from rekey_permits'],
    ['trusts a CA', `update device_cas set retired_at = null`],
    ['deletes a pending enrolment', 'delete from pending_enrolments'],
    ['appends to the feed', `select append_change('device', '${known}')`],
    ['writes the feed', `insert into change_feed (sequence, kind) values (1, 'device_cas')`],
    ['turns back the feed', 'update change_feed_counter set sequence = 0'],
    ['corrects the totals', 'select count_devices(1, 1)'],
    ['changes an audit record', `update audit_records set action = ''`],
    [
      'writes an audit record by itself',
      `insert into audit_records (at, actor_kind, actor_id, actor_name, action, target_kind, target_id)
       values (now(), 'device', '${known}', '', 'device.enrolled', 'device', '${known}')`,
    ],
    [
      'writes a flood of refusals at once',
      `select record_device_refusals(jsonb_agg('{}'::jsonb)) from generate_series(1, 1001)`,
    ],
    ['seals a record', `insert into audit_seals values (1, 1, now(), 1, sha256('a'))`],
    ['reads the chain', 'select hash from audit_seals'],
    ['deletes audit records', 'select prune_audit_records(1)'],
    ['reads the passwords of the server', 'select rolpassword from pg_authid'],
    ['creates a table', 'create table mine (id int)'],
    ['becomes the admin side', 'set role moorgate_admin'],
  ];
  test.each(refusals)('%s', async (_title, statement) => {
    await expect(gateway.query(statement)).rejects.toMatchObject({ code: insufficientPrivilege });
  });
});

describe('the gateway may', () => {
  const inTurn: readonly (readonly [string, readonly string[]])[] = [
    [
      'lock a device that it writes for',
      ['select from devices for no key update', 'select from devices for key share'],
    ],
    [
      'enrol a device in one statement, and count its check-ins',
      [
        `select enrol_device('${unknown}', '${unknown}', 'acme', true, 'a', now(), null)`,
        `update device_check_ins set tag = 'main' where device_uuid = '${unknown}'`,
      ],
    ],
    [
      'record a key that was refused',
      [
        `insert into device_keys values ('${known}', 'a', 'a', 'pending', now(), null)`,
        `update device_keys set last_presented_at = now() where device_uuid = '${known}'`,
      ],
    ],
    [
      'use up a permit in one statement, and count on the order of keys',
      [
        `select use_rekey_permit('${known}', '${unknown}', 'a', null)`,
        `select lock_key_hashes(array['a'::bytea])`,
        'select spki_sha256, expires_at from rekey_permits',
      ],
    ],
    [
      'announce a next key, and change to it, in one statement each',
      [
        `select announce_next_key('${known}', 0, 'b', null)`,
        `select rotate_to_next_key('${known}', '${unknown}', 'b', null)`,
      ],
    ],
    [
      'read what it judges by',
      [
        'select certificate from device_cas',
        'select spki_sha256 from key_tombstones',
        'select spki_sha256 from pending_enrolments',
        'select sequence from change_feed',
        'select sequence from change_feed_counter',
      ],
    ],
    [
      'write down refusals that it cannot read again',
      [
        `select record_device_refusals(
          '[{"at":"2026-03-01T12:00:00Z","uuid":"${known}","address":"192.0.2.1","code":"device_denied","count":2}]')`,
      ],
    ],
  ];
  test.each(inTurn)('%s', async (_title, statements) => {
    await gateway.query('begin');
    try {
      for (const statement of statements) await gateway.query(statement);
    } finally {
      await gateway.query('rollback');
    }
  });
});

describe('the admin side', () => {
  test.each([
    ['changes an audit record', `update audit_records set action = ''`],
    ['deletes an audit record', 'delete from audit_records'],
    ['changes a seal', 'update audit_seals set position = 2'],
    ['deletes a seal', 'delete from audit_seals'],
    ['deletes a checkpoint', 'delete from audit_checkpoints'],
    ['cuts the chain without a checkpoint', 'select prune_audit_records(1)'],
    ['lets a record wait to be sealed', 'insert into audit_unsealed values (1)'],
    [
      'writes the feed by hand',
      `insert into change_feed (sequence, kind) values (1, 'device_cas')`,
    ],
    ['corrects the totals', 'update device_counts set listed = 0'],
    [
      'changes a device to its next key',
      `select rotate_to_next_key('${known}', '${unknown}', 'b', null)`,
    ],
    ['moves a permit to another device', `update rekey_permits set device_uuid = '${unknown}'`],
    ['opens a permit again', 'update rekey_permits set used_at = null'],
    ['deletes a permit', 'delete from rekey_permits'],
    ['changes a root', `update tuf_roots set bytes = ''`],
    ['deletes a root', 'delete from tuf_roots'],
    ['changes the schema', 'alter table devices add column mine int'],
  ])('is refused when it %s', async (_title, statement) => {
    await expect(admin.query(statement)).rejects.toMatchObject({ code: insufficientPrivilege });
  });

  test('denies a device and tells the gateways', async () => {
    await admin.query('begin');
    await admin.query('update devices set denied_at = now() where uuid = $1', [known]);
    await admin.query("select append_change('device', $1)", [known]);
    await admin.query('commit');
    const { rows } = await gateway.query('select kind from change_feed where device_uuid = $1', [
      known,
    ]);
    expect(rows).toEqual([{ kind: 'device' }]);
  });
});

describe('what runs with the rights of the owner', () => {
  test('takes no type of its caller for one of its own', async () => {
    const statements = [
      'begin',
      `create function pg_temp.take_over(value pg_catalog.text) returns boolean language plpgsql as
       $$ begin delete from public.devices; return true; end $$`,
      ...['bytea', 'jsonb', 'text', 'timestamptz', 'uuid'].map(
        (type) => `create domain pg_temp.${type} as pg_catalog.${type}
          check (pg_temp.take_over(value::pg_catalog.text))`,
      ),
      `select use_rekey_permit('${known}', '${unknown}', 'a', null)`,
      `select enrol_device('${unknown}', '${unknown}', 'acme', true, 'a', now(), null)`,
      `select announce_next_key('${known}', 0, 'b', null)`,
      `select rotate_to_next_key('${known}', '${unknown}', 'b', null)`,
    ];
    // Of its own, since what a function looked up is remembered for the time of a connection.
    const intruder = await connect(database.urlFor('moorgate_gateway'));
    try {
      for (const statement of statements) await intruder.query(statement);
      const { rows } = await intruder.query('select uuid from devices');
      expect(rows).toEqual([{ uuid: known }]);
    } finally {
      await intruder.end();
    }
  });

  test('looks everything up among what belongs to the owner first, in every function', async () => {
    const { rows } = await owner.query<{ name: string; path: string | null }>(
      `select p.proname as name,
         (select substring(setting from 'search_path=(.*)') from unnest(proconfig) setting
          where setting like 'search_path=%') as path
       from pg_proc p where pronamespace = 'public'::regnamespace order by proname`,
    );
    expect(rows.map((row) => row.name)).toContain('append_change');
    for (const { name, path } of rows) {
      expect([name, path]).toEqual([
        name,
        expect.stringMatching(/^pg_catalog(, public)?, pg_temp$/),
      ]);
    }
  });
});
