/** What a request says of the form of its answer: the version, the format, and whether there are links. */
import { fault } from '@moorgate/errors';

/** The versions, the oldest first. */
export const supportedVersions = ['1.0', '1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7'] as const;

export type ApiVersion = (typeof supportedVersions)[number];

/** The form of an answer. */
export interface AnswerForm {
  readonly version: ApiVersion;
  readonly format: 'json' | 'xml';
  readonly hasLinks: boolean;
}

/** The parts of a request that decide about it. */
export interface FormRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
  readonly path: string;
}

/** One media range of `Accept`, or the media type of a body. */
interface MediaRange {
  readonly type: string;
  readonly quality: number;
  /** The other parameters; a bare one has an empty value. */
  readonly parameters: ReadonlyMap<string, string>;
}

const newestVersion: ApiVersion = '1.7';
const versionOfOldClients: ApiVersion = '1.3';

const parseRange = (text: string): MediaRange => {
  const [type = '', ...rest] = text.split(';').map((part) => part.trim());
  const parameters = new Map(
    rest.map((part) => {
      const [name = '', value = ''] = part.split('=', 2).map((side) => side.trim());
      return [name.toLowerCase(), value.replaceAll('"', '')] as const;
    }),
  );
  const quality = Number(parameters.get('q') ?? '1');
  return { type: type.toLowerCase(), quality: Number.isNaN(quality) ? 1 : quality, parameters };
};

const rangesOf = (header: string | undefined): MediaRange[] =>
  (header ?? '')
    .split(',')
    .map(parseRange)
    .filter(({ type }) => type !== '');

const invalidNolinks = (value: string): Error =>
  fault('invalid_request', {
    issues: [
      {
        pointer: '/query/nolinks',
        message: `Invalid value '${value}'. Valid options: [true, false]`,
      },
    ],
  });

/** Throws `invalid_request` for a value that is neither true nor false. */
const hasLinks = (accepted: readonly MediaRange[], query: URLSearchParams): boolean => {
  const asked = query.get('nolinks');
  const bare = accepted.find(({ parameters }) => parameters.has('nolinks'));
  const named = bare?.parameters.get('nolinks') === '' ? 'true' : bare?.parameters.get('nolinks');
  const value = asked ?? named ?? 'false';
  if (value !== 'true' && value !== 'false') throw invalidNolinks(value);
  return value === 'false';
};

const isSupported = (version: string): version is ApiVersion =>
  (supportedVersions as readonly string[]).includes(version);

/** The first version that `Accept` names, then `Content-Type`; clients that are older than that name none. Throws `not_acceptable`. */
const versionOf = (
  accepted: readonly MediaRange[],
  headers: FormRequest['headers'],
): ApiVersion => {
  const named = [...accepted, ...rangesOf(headers['content-type'])]
    .map(({ parameters }) => parameters.get('version'))
    .find((version) => version !== undefined);
  if (named === undefined)
    return headers['user-agent']?.startsWith('rhc') === true ? versionOfOldClients : newestVersion;
  if (isSupported(named)) return named;
  throw fault('not_acceptable', {
    detail: `Requested API version ${named} is not supported. Supported versions are ${supportedVersions.join(',')}`,
  });
};

const typesOf = { json: ['application/json', 'text/json'], xml: ['application/xml', 'text/xml'] };

const qualityOf = (accepted: readonly MediaRange[], format: 'json' | 'xml'): number => {
  const exact = accepted.find(({ type }) => typesOf[format].includes(type));
  const wild = accepted.find(({ type }) => type === '*/*' || type === 'application/*');
  return (exact ?? wild)?.quality ?? 0;
};

/** The format that a path names with its ending; null for none. */
const formatOfPath = (path: string): 'json' | 'xml' | null =>
  path.endsWith('.xml') ? 'xml' : path.endsWith('.json') ? 'json' : null;

/** Throws `not_acceptable`. */
const formatOf = (accepted: readonly MediaRange[], path: string): 'json' | 'xml' => {
  const named = formatOfPath(path);
  if (named !== null) return named;
  if (accepted.length === 0) return 'json';
  const [json, xml] = [qualityOf(accepted, 'json'), qualityOf(accepted, 'xml')];
  if (json === 0 && xml === 0)
    throw fault('not_acceptable', {
      detail: 'The requested format is not supported. Supported formats are json, xml',
    });
  return xml > json ? 'xml' : 'json';
};

/**
 * The form that a request asks for: its ending `.json` or `.xml` comes before `Accept`. What is wrong is told in this order:
 * `invalid_request` for `nolinks`, `not_acceptable` for the version, and for the format.
 */
export const negotiate = ({ headers, query, path }: FormRequest): AnswerForm => {
  const accepted = rangesOf(headers['accept']);
  const linked = hasLinks(accepted, query);
  const version = versionOf(accepted, headers);
  return { version, format: formatOf(accepted, path), hasLinks: linked };
};

/** Passes where version and links are asked for in a way that is known. Throws as `negotiate` does, but for the format. */
export const requireKnownVersion = ({ headers, query }: Omit<FormRequest, 'path'>): void => {
  const accepted = rangesOf(headers['accept']);
  hasLinks(accepted, query);
  versionOf(accepted, headers);
};

const orElse = <T>(read: () => T, otherwise: T): T => {
  try {
    return read();
  } catch {
    return otherwise;
  }
};

/** The same for the answer to a request that is refused: what is wrong in it is passed over. */
export const negotiateRefusal = ({ headers, path }: FormRequest): AnswerForm => {
  const accepted = rangesOf(headers['accept']);
  return {
    version: orElse(() => versionOf(accepted, headers), newestVersion),
    format: orElse(() => formatOf(accepted, path), 'json'),
    hasLinks: false,
  };
};

/** True where a client reads envelopes: it names one of their media types, or asks for an ending. */
export const readsEnvelopes = ({ headers, path }: FormRequest): boolean =>
  formatOfPath(path) !== null ||
  rangesOf(headers['accept']).some(({ type }) => Object.values(typesOf).flat().includes(type));
