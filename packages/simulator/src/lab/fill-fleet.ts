/** A fleet that no device had to connect for. */
import { runStatements } from './store.ts';

/** The same number always makes the same device. */
const uuidOf = (n: string): string => `md5('device ' || ${n})::uuid`;

/**
 * The last device of a dozen has no name, as on a real fleet; groups and sites are unevenly large. Names follow each
 * other in another order than rows, so that a page by name is read from all over the table.
 */
const devices = (count: number): string => `
  insert into devices (uuid, factory, created_at, labels)
  select ${uuidOf('n')}, 'bench', now() - n * interval '7 seconds',
    case when n % 12 = 0 then '{}'::jsonb
      else jsonb_build_object('name', 'unit-' || substr(md5('name ' || n), 1, 10) || '-' || n) end
    || jsonb_build_object('group', 'group-' || floor(sqrt(n % 400)), 'site', 'site-' || n % 37)
  from generate_series(1, ${count}) as n`;

/** A point on P-256 as it would stand in a certificate (RFC 5480, 2), but of random octets. */
const keys = (count: number): string => `
  insert into device_keys (device_uuid, spki_sha256, spki, state, created_at)
  select uuid, sha256(spki), spki, 'live', now()
  from (
    select ${uuidOf('n')} as uuid, decode(
      '3059301306072a8648ce3d020106082a8648ce3d03010703420004'
      || md5('a' || n) || md5('b' || n) || md5('c' || n) || md5('d' || n), 'hex') as spki
    from generate_series(1, ${count}) as n
  ) as made`;

/** Most were there within the last ten minutes, one in fifty never. */
const checkIns = (count: number): string => `
  insert into device_check_ins (device_uuid, last_seen_at, target_name, tag, ostree_hash, apps)
  select ${uuidOf('n')},
    case when n % 50 = 0 then 'epoch'::timestamptz
      else now() - (n % 600) * interval '1 second' - (n % 7) * (n % 11) * interval '1 day' end,
    'intel-corei7-64-lmp-' || 100 + n % 9, (array['main', 'test', 'production'])[1 + n % 3],
    encode(sha256(('image ' || n % 9)::bytea), 'hex'), 'shellhttpd,fluentbit,app-' || n % 5
  from generate_series(1, ${count}) as n`;

/** Fills an empty database with so many devices, each with a key and a check-in, in the state that time leaves it in. */
export const fillFleet = async (ownerUrl: string, count: number): Promise<void> => {
  await runStatements(
    ownerUrl,
    devices(count),
    keys(count),
    checkIns(count),
    `insert into known_labels values ('site') on conflict do nothing`,
    'vacuum analyze',
    'checkpoint',
  );
};
