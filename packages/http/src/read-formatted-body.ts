/** Reads a body in one of the formats that its endpoint understands, into the value that its schema judges. */
import type { IncomingMessage } from 'node:http';
import { fault } from '@moorgate/errors';
import type { TSchema } from 'typebox';
import type { BodyFormat, RequestDefinition } from './define-endpoint.ts';
import { parseMediaType, readBytes, readJsonBody } from './read-body.ts';
import { readForm } from './read-text.ts';
import { readXml } from './read-xml.ts';

/** The part of an endpoint that says how its body comes. */
export interface BodyDefinition {
  readonly request: RequestDefinition;
  readonly bodyFormats?: readonly BodyFormat[];
}

/** The media types that each format has; the first is the one in documents. */
export const mediaTypesOfFormat: Readonly<Record<BodyFormat, readonly [string, ...string[]]>> = {
  json: ['application/json'],
  form: ['application/x-www-form-urlencoded'],
  xml: ['application/xml', 'text/xml'],
  'unlabelled-json': ['application/json'],
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

const formatOf = (
  contentType: string | undefined,
  formats: readonly BodyFormat[],
): BodyFormat | undefined => {
  if (formats.includes('unlabelled-json')) return 'unlabelled-json';
  const type = parseMediaType(contentType ?? '');
  const charset = type?.params.get('charset') ?? 'utf-8';
  if (type === null || charset.toLowerCase() !== 'utf-8') return undefined;
  const { essence, subtype } = type;
  return formats.find(
    (format) => mediaTypesOfFormat[format].includes(essence) || subtype.endsWith(`+${format}`),
  );
};

const decode = (bytes: Buffer, format: BodyFormat): string => {
  try {
    return utf8.decode(bytes);
  } catch {
    throw fault(format === 'xml' ? 'invalid_xml' : 'invalid_json');
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw fault('invalid_json');
  }
};

const parse = (bytes: Buffer, format: BodyFormat, schema: TSchema): unknown => {
  if (format === 'form') return readForm(bytes.toString('latin1'), schema);
  const text = decode(bytes, format);
  return format === 'xml' ? readXml(text, schema) : parseJson(text);
};

const unsupported = (formats: readonly BodyFormat[]): Error => {
  const acceptedTypes = formats.map((format) => mediaTypesOfFormat[format][0]);
  const detail = `The body must be one of: ${acceptedTypes.join(', ')}, in UTF-8.`;
  return fault('unsupported_media_type', { detail, acceptedTypes });
};

/**
 * The body of a request as its endpoint's formats have it, at most `limitBytes` of it; undefined where the endpoint has no
 * schema for one. An endpoint that names its formats takes an empty body for one without fields. Throws
 * `unsupported_media_type`, `body_too_large`, `invalid_json`, `invalid_xml`, `invalid_request` for a form that is not
 * percent-encoded UTF-8, and `ClientGoneError` when the connection ends first.
 */
export const readFormattedBody = async (
  request: IncomingMessage,
  { request: { body: schema }, bodyFormats: formats }: BodyDefinition,
  limitBytes: number,
): Promise<unknown> => {
  if (schema === undefined) return undefined;
  if (formats === undefined) return readJsonBody(request, limitBytes);
  const bytes = await readBytes(request, limitBytes);
  if (bytes.length === 0) return {};
  const format = formatOf(request.headers['content-type'], formats);
  if (format === undefined) throw unsupported(formats);
  return parse(bytes, format, schema);
};
