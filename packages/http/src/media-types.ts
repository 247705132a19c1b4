/** Whether a client takes what an endpoint answers with (RFC 9110, section 12.5.1). */
import { fault } from '@moorgate/errors';
import type { TSchema } from 'typebox';
import type { ResponseDefinition } from './define-endpoint.ts';

const isText = (schema: unknown): boolean => (schema as { type?: unknown }).type === 'string';

/** The schemas of a response by media type, null where nothing is said of the content; empty for one without a body. */
export const contentOf = ({
  schema,
  content,
  streams,
}: ResponseDefinition): Readonly<Record<string, TSchema | null>> => {
  if (streams !== undefined) return { [streams]: null };
  if (content !== undefined) return content;
  if (schema === undefined) return {};
  return { [isText(schema) ? 'text/plain' : 'application/json']: schema };
};

/** The media types of an endpoint's responses, each once. */
export const mediaTypesOf = (
  responses: Readonly<Record<number, ResponseDefinition>>,
): readonly string[] => [
  ...new Set(Object.values(responses).flatMap((response) => Object.keys(contentOf(response)))),
];

interface Range {
  readonly type: string;
  readonly isWanted: boolean;
}

const rangesOf = (accept: string): readonly Range[] =>
  accept.split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    const isWanted = !parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter));
    return { type, isWanted };
  });

/** The most specific range decides; JSON is also taken by whoever asks for some `+json`, as for problem details. */
const takes = (ranges: readonly Range[], type: string): boolean => {
  const family = `${type.slice(0, type.indexOf('/'))}/*`;
  const found = [type, family, '*/*']
    .map((candidate) => ranges.find((range) => range.type === candidate))
    .find((range) => range !== undefined);
  if (found !== undefined) return found.isWanted;
  return type === 'application/json' && ranges.some((range) => range.type.endsWith('+json'));
};

/** Passes when `accept` allows one of the media types, or says nothing. Throws `not_acceptable`, naming what there is. */
export const requireAcceptable = (accept: string | undefined, types: readonly string[]): void => {
  if (accept === undefined || accept.trim() === '' || accept.includes('*/*') || types.length === 0)
    return;
  const ranges = rangesOf(accept);
  if (types.some((type) => takes(ranges, type))) return;
  throw fault('not_acceptable', { detail: `There is: ${types.join(', ')}` });
};
