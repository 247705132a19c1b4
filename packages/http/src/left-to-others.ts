/** What a dialect passes on: operations of the dialects behind it, at paths where it answers for everything else. */
import type { RequestHandler, Router } from 'express';
import type { Dialect } from './define-dialect.ts';
import { byConcreteness, expressPath, pathShape } from './express-path.ts';

/** What of others lies where a dialect answers. */
export interface LeftToOthers {
  /** The methods that others have at a path of the dialect’s own, prefix included; `HEAD` wherever there is `GET`. */
  methodsAt(path: string): readonly string[];
  /** Makes a router pass on to whatever follows it what belongs to others: their methods at paths of its own, and their paths. */
  passOn(router: Router): void;
}

const ownPathsOf = ({ prefixes, endpoints }: Dialect): readonly [string, string][] =>
  endpoints.flatMap(({ method, path, aliases = [] }) =>
    [path, ...aliases].flatMap((one) =>
      prefixes.map((prefix): [string, string] => [pathShape(`${prefix}${one}`), method]),
    ),
  );

/** The methods of each path; a path and a method that the dialect has itself are its own. */
const groupLeft = (
  { leavesToOthers = [] }: Dialect,
  own: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> => {
  const left = leavesToOthers.filter(
    ({ method, path }) => own.get(pathShape(path))?.has(method) !== true,
  );
  const grouped = [...Map.groupBy(left, ({ path }) => path)].map(([path, operations]) => {
    const methods = operations.map(({ method }): string => method);
    return [path, methods.includes('GET') ? [...methods, 'HEAD'] : methods] as const;
  });
  return new Map(grouped.sort(([one], [other]) => byConcreteness(one, other)));
};

/** Tells what of others lies where this dialect answers. */
export const leftToOthers = (dialect: Dialect): LeftToOthers => {
  const own = new Map(
    [...Map.groupBy(ownPathsOf(dialect), ([shape]) => shape)].map(([shape, entries]) => [
      shape,
      new Set(entries.map(([, method]) => method)),
    ]),
  );
  const left = groupLeft(dialect, own);
  const byShape = new Map([...left].map(([path, methods]) => [pathShape(path), methods]));
  return {
    methodsAt: (path) => byShape.get(pathShape(path)) ?? [],
    passOn: (router) => {
      for (const [path, methods] of left) {
        const isShared = own.has(pathShape(path));
        const pass: RequestHandler = ({ method }, _response, next) =>
          !isShared || methods.includes(method) ? next('router') : next();
        router.all(expressPath(path), pass);
      }
    },
  };
};
