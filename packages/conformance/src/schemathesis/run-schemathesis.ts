/** Runs schemathesis over an OpenAPI document and the server that it describes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isSoak, type PythonPackage } from '@moorgate/testing';

/** Values of path parameters that name something that is there. */
export type KnownParameters = Readonly<Record<string, readonly (string | number)[]>>;

/** What is tested, and how it is reached. */
export interface SchemathesisRun {
  readonly program: PythonPackage & { readonly isThere: true };
  /** Where its settings and reports go. */
  readonly folder: string;
  /** The document. */
  readonly document: string;
  readonly url: string;
  /** Headers of every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** Path parameters that are to name something that is there. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The same for most requests, with one of these each time; the others have what chance brings. */
  readonly known?: KnownParameters;
  /** The tag of operations that the document says are answered 501. */
  readonly notOffered?: string | undefined;
  /** Where each request gets a token of its own; without it they have none but that of the headers. */
  readonly tokenSource?: TokenSource;
  /** What no path names: whoever the headers are of, and their token. */
  readonly spared?: readonly string[];
  /** Bodies that are sent whatever chance brings, by operation, such as `POST /tokens`. */
  readonly examples?: Readonly<Record<string, unknown>>;
  /** Options of the command line: certificates, operations. */
  readonly options?: readonly string[];
  readonly seconds: number;
  /** More requests than these have to be sent. */
  readonly casesMin: number;
  /** Answers that have to be among those that come. */
  readonly wanted?: readonly string[];
}

/** A POST that makes a token, and answers it as `token`. */
export interface TokenSource {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** None unless given. */
  readonly body?: unknown;
  /** The header that has the token and nothing else; unless given, `Authorization` has it, as Bearer. */
  readonly sentIn?: string;
}

/** What came out. */
export interface SchemathesisOutcome {
  readonly exitCode: number | null;
  /** Its report, failures and how to repeat them included. */
  readonly report: string;
  /** How many requests were sent. */
  readonly cases: number;
  /** The statuses that each operation answered, such as `POST /tokens 201`. */
  readonly answers: readonly string[];
}

/**
 * No 5xx; no status, media type, header or body that the document does not declare; no request taken that breaks a schema;
 * no method that is not described. Whether something that fits its schema must succeed is left to other suites: a cursor, a
 * password and a name have rules beyond their schema.
 */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'negative_data_rejection',
  'unsupported_method',
  'allow_header_conformance',
];

/** Beside those that it expects by itself: what is too long for its place is refused as well. */
const refusals = [400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415, 422, 429, 431];

const table = (values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${JSON.stringify(name)} = ${JSON.stringify(value)}`)
    .join('\n');

/** Of ten requests that have such a parameter nine name what is there. */
const knownShare = 0.9;

const knownParameters = (known: KnownParameters): string =>
  Object.keys(known)
    .map((name) => `"path.${name}" = { dictionary = "${name}", probability = ${knownShare} }`)
    .join('\n');

const dictionaries = (known: KnownParameters): string =>
  Object.entries(known)
    .map(([name, values]) => `[dictionaries.${name}]\nvalues = ${JSON.stringify(values)}`)
    .join('\n');

/** A 501 is no failure of an operation that is described so, and one of every other. */
const withoutOffer = (tag: string): string => `
[[operations]]
include-tag = ${JSON.stringify(tag)}
checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 501]
`;

const settingsOf = ({ headers, parameters, known = {}, notOffered }: SchemathesisRun): string => `
continue-on-failure = true
hooks = ${JSON.stringify(resolve(import.meta.dirname, 'hooks.py'))}

[headers]
${table(headers)}

[parameters]
${table(parameters)}
${knownParameters(known)}
${dictionaries(known)}

[generation]
with-security-parameters = false
database = "none"

[checks]
enabled = false
${checks.map((check) => `${check}.enabled = true`).join('\n')}
negative_data_rejection.expected-statuses = [${refusals.join(', ')}]
${notOffered === undefined ? '' : withoutOffer(notOffered)}`;

const argumentsOf = (run: SchemathesisRun, settings: string): string[] => {
  const seconds = run.seconds * (isSoak() ? 10 : 1);
  const seed = process.env['MOORGATE_SEED'];
  return [
    ...run.program.args,
    ...['--config-file', settings, 'run', run.document, '--url', run.url, '--no-color'],
    ...['--phases', `examples,coverage,fuzzing${isSoak() ? ',stateful' : ''}`],
    ...['--max-time', String(seconds), '--warnings', 'off'],
    ...(seed === undefined ? [] : ['--seed', seed]),
    ...(run.options ?? []),
  ];
};

/** The same time may be too short on a busy machine. */
const roundsMax = 4;

const runOnce = async (run: SchemathesisRun, answers: string): Promise<SchemathesisOutcome> => {
  const { program, folder, tokenSource, spared = [], examples = {} } = run;
  const settings = join(folder, 'schemathesis.toml');
  await writeFile(settings, settingsOf(run), { mode: 0o600 });
  const hooks = { answers, tokenSource, spared, examples };
  const child = spawn(program.program, argumentsOf(run, settings), {
    cwd: folder,
    env: { ...process.env, ...program.env, MOORGATE_TEST_HOOKS: JSON.stringify(hooks) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let report = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (report += text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return {
    exitCode,
    report,
    cases: Number(/(\d+) generated/.exec(report)?.[1] ?? 0),
    answers: (await readFile(answers, 'utf8')).trim().split('\n'),
  };
};

/**
 * Runs it for so many seconds, in `make soak` ten times as long; and again, a few times, as long as it finds nothing and too little
 * was asked, or a wanted answer has not come. A failure prints the seed that repeats it.
 */
export const runSchemathesis = async (run: SchemathesisRun): Promise<SchemathesisOutcome> => {
  await mkdir(run.folder, { recursive: true });
  const answers = join(run.folder, 'answers');
  await writeFile(answers, '');
  const again = async (round: number, casesBefore: number): Promise<SchemathesisOutcome> => {
    const outcome = await runOnce(run, answers);
    const cases = casesBefore + outcome.cases;
    const { casesMin, wanted = [] } = run;
    const isEnough = cases > casesMin && wanted.every((answer) => outcome.answers.includes(answer));
    if (isEnough || outcome.exitCode !== 0 || round === roundsMax) return { ...outcome, cases };
    return again(round + 1, cases);
  };
  return again(1, 0);
};
