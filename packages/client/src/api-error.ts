/** What a client of the API throws: an answer that is an error, or no answer at all. */

/** One wrong field of a request. */
export interface ProblemIssue {
  /** A JSON pointer (RFC 6901) that begins with /params, /query or /body. */
  readonly pointer: string;
  readonly message: string;
}

/** Problem details (RFC 9457) as far as the answer had them: a proxy in between may answer in its own way. */
export interface Problem {
  readonly title: string;
  readonly detail: string | null;
  /** A code of the catalogue of errors; null when the answer did not come from Moorgate. */
  readonly code: string | null;
  readonly requestId: string | null;
  readonly issues: readonly ProblemIssue[];
  /** The page that says what can be done about it. */
  readonly remedyUrl: string | null;
  /** When another try makes sense, in seconds. */
  readonly retryAfterSeconds: number | null;
}

/** An answer that is no success: an error, or a redirection, which is not followed. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem;

  constructor(status: number, problem: Problem) {
    super(problem.title);
    this.status = status;
    this.problem = problem;
  }
}

/** No answer: the address was not reached, or nothing came back in time. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

const issuesOf = (value: unknown): ProblemIssue[] =>
  (Array.isArray(value) ? (value as unknown[]) : []).flatMap((item) => {
    const { pointer, message } = (item ?? {}) as Record<string, unknown>;
    return typeof pointer === 'string' && typeof message === 'string' ? [{ pointer, message }] : [];
  });

/** `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3); null when it is missing or says neither. */
export const retryAfterSeconds = (headers: Headers, now: number): number | null => {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1_000));
};

/** Only a page of the server that was asked is worth a link; a proxy could name any other. */
const remedyUrlOf = (type: unknown, url: string): string | null => {
  const reference = textOf(type);
  if (reference === null || url === '' || !/^\/errors\/[a-z0-9_]+$/.test(reference)) return null;
  return new URL(reference, url).href;
};

/** Reads the error out of an answer that is no success. Never throws for what is in it. */
export const readProblem = async (response: Response): Promise<ApiError> => {
  const isProblem = (response.headers.get('content-type') ?? '').includes('json');
  const body: unknown = isProblem ? await response.json().catch(() => null) : null;
  const fields = (body ?? {}) as Record<string, unknown>;
  return new ApiError(response.status, {
    title: textOf(fields['title']) ?? `The server answered ${response.status}.`,
    detail: textOf(fields['detail']),
    code: textOf(fields['code']),
    requestId: textOf(fields['requestId']) ?? response.headers.get('x-request-id'),
    issues: issuesOf(fields['errors']),
    remedyUrl: remedyUrlOf(fields['type'], response.url),
    retryAfterSeconds: retryAfterSeconds(response.headers, Date.now()),
  });
};
