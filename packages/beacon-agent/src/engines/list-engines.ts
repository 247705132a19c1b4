/** Which engines a beacon opens: those that an operator names, else the one of this host. */
import { hostname } from 'node:os';
import { type Engine, type OwnName, parseEngine, requireDistinct } from './engine.ts';
import { readEngineFile } from './read-engine-file.ts';

/** What an operator names. */
export interface NamedEngines {
  /** What the engine of this host is known by instead of the name of the host: the UUID of a device, which no other has. */
  readonly host: string | null;
  readonly engines: readonly string[];
  /** Read where there is no list. */
  readonly file: string | null;
}

/** What was found, and what found it: `local` on this host alone, `config` where somebody said where. */
export interface ListedEngines {
  readonly driver: 'config' | 'local';
  readonly engines: readonly Engine[];
}

const defaultEngine = 'unix:/var/run/docker.sock';

/** This host, as far as its name can stand in an address. */
const ownName = (host: string | null): OwnName => {
  const name = hostname().replace(/[^A-Za-z0-9._-]/g, '-');
  return { name, host: host ?? name };
};

const named = ({ engines, file }: NamedEngines, own: OwnName): readonly Engine[] => {
  if (engines.length === 0 && file !== null) return readEngineFile(file, own);
  return (engines.length === 0 ? [defaultEngine] : engines).map((text) => parseEngine(text, own));
};

/** Lists them. Throws `ConfigError` for what is no engine, and for two that calls could not tell apart. */
export const listEngines = (wanted: NamedEngines): ListedEngines => {
  const engines = requireDistinct(named(wanted, ownName(wanted.host)));
  const isLocal = engines.every(({ way }) => way.kind === 'socket');
  return { driver: isLocal ? 'local' : 'config', engines };
};
