/** Which engine a request is for, and what it is asked. */
import { addressOf, type Engine } from '../engines/engine.ts';

/** What a path under `/d/` names. */
export interface CallTarget {
  readonly engine: Engine;
  /** With its query, as it came. */
  readonly path: string;
}

/** `unknown`: no engine of the list; null: no call to an engine at all. */
export type FoundTarget = CallTarget | 'unknown' | null;

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/**
 * Makes what reads `/d/<host>:<port>/<path>?<query>` as it stands on the wire. Of the host alone escapes are read; what follows it is
 * the engine’s to read.
 */
export const createTargetReader = (
  engines: readonly Engine[],
): ((url: string | undefined) => FoundTarget) => {
  const byAddress = new Map(engines.map((engine) => [addressOf(engine), engine]));
  return (url = '') => {
    const [, named, path] = /^\/d\/([^/?]+)(\/.*)$/.exec(url) ?? [];
    if (named === undefined || path === undefined) return null;
    const engine = byAddress.get(decode(named) ?? '');
    return engine === undefined ? 'unknown' : { engine, path };
  };
};
