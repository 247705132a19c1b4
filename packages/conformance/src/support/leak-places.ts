/** Where a secret could have been left behind. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runStatement } from '@moorgate/testing';

/** A place, and what stands there. */
export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Null for what went away, or turned out to be no file, between the listing and the reading. */
const readIfThere = (path: string): Buffer | null => {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ESRCH', 'EISDIR', 'ENXIO'].includes(code ?? '')) return null;
    throw error;
  }
};

/** Every file under a folder but those in the folders that are left out, one at a time. */
export function* filesUnder(folder: string, except: readonly string[] = []): Generator<Place> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    if (except.some((left) => name.startsWith(`${left}/`))) continue;
    const bytes = readIfThere(path);
    if (bytes !== null) yield { name: `file ${name}`, bytes };
  }
}

/**
 * Every row of every table of a database, the catalogue's included, and what the server tells of its sessions and settings,
 * as the owner sees them: all that COPY would write, in JSON.
 */
export async function* tablesOf(ownerUrl: string): AsyncGenerator<Place> {
  const tables = await runStatement<{ name: string }>(
    ownerUrl,
    `select format('%I.%I', n.nspname, c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and c.relpersistence <> 't'
       or c.oid in ('pg_stat_activity'::regclass, 'pg_settings'::regclass)
     order by 1`,
  );
  for (const { name } of tables) {
    const rows = await runStatement<{ row: string }>(
      ownerUrl,
      `select to_json(t)::text as row from ${name} t`,
    );
    yield { name: `table ${name}`, bytes: Buffer.from(rows.map(({ row }) => row).join('\n')) };
  }
}

const parentOf = (pid: string): number =>
  Number(/\) \S (\d+) /.exec(readIfThere(`/proc/${pid}/stat`)?.toString('latin1') ?? '')?.[1]);

/** A process and all that come from it. */
export const processesFrom = (root: number): number[] => {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((pid) => [Number(pid), parentOf(pid)]));
  const family = new Set([root]);
  for (let size = 0; size !== family.size;) {
    size = family.size;
    for (const [pid, parent] of parents) if (family.has(parent)) family.add(pid);
  }
  return [...family];
};

/** What `ps` shows of processes to every user of the host. */
export function* commandLinesOf(pids: readonly number[]): Generator<Place> {
  for (const pid of pids) {
    const bytes = readIfThere(`/proc/${pid}/cmdline`);
    if (bytes !== null) yield { name: `command line of ${pid}`, bytes };
  }
}

/** The variables that processes were started with, one at a time, each under its name. */
export function* environmentsOf(pids: readonly number[]): Generator<Place> {
  for (const pid of pids) {
    const variables = readIfThere(`/proc/${pid}/environ`)?.toString('latin1').split('\0') ?? [];
    for (const variable of variables.filter((one) => one !== '')) {
      const [name] = variable.split('=', 1);
      yield { name: `variable ${name} of ${pid}`, bytes: Buffer.from(variable, 'latin1') };
    }
  }
}
