/** A list of engines in a file of JSON: `[{"Host": "10.0.0.5", "Port": "2375"}]`, as beacons have always read it. */
import { readJsonFile } from '@moorgate/config';
import { Type } from 'typebox';
import { type Engine, type OwnName, parseEngine } from './engine.ts';

const EngineFileSchema = Type.Array(
  Type.Object({
    Host: Type.String({ minLength: 1 }),
    Port: Type.Optional(
      Type.Union([
        Type.String({ pattern: '^[0-9]{1,5}$' }),
        Type.Integer({ minimum: 1, maximum: 65_535 }),
      ]),
    ),
    Name: Type.Optional(Type.String({ minLength: 1 })),
  }),
  { maxItems: 1_000 },
);

const hasScheme = (host: string): boolean => /^(unix:|tcp:\/\/|https:\/\/)/.test(host);

/**
 * Reads the engines of a file. A host without a scheme is reached in clear; `unix:/path` and `https://host` stand there as they
 * do elsewhere, and `Name` says what an engine is called. Throws `ConfigError` with every problem of the file, or with the first engine that
 * is none.
 */
export const readEngineFile = (path: string, own: OwnName): readonly Engine[] =>
  readJsonFile(path, EngineFileSchema).map(({ Host, Port, Name }) => {
    const place = hasScheme(Host) ? Host : `tcp://${Host}`;
    const port = Port === undefined ? '' : `:${Port}`;
    return parseEngine(`${Name === undefined ? '' : `${Name}=`}${place}${port}`, own);
  });
