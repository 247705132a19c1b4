/** A runner that does what a test tells it to: it speaks the protocol over HTTP, and executes nothing. */

/** What whoever registers a runner needs. */
export const registrarScopes = [
  'ci:read-update',
  'source:read',
  'containers:read-update',
  'targets:read-update',
] as const;

/** What an answer came to. */
export interface ScriptedAnswer {
  readonly status: number;
  /** JSON, or null. */
  readonly body: Record<string, unknown>;
}

/** A run that it has. */
export interface ScriptedRun {
  readonly runId: string;
  readonly leaseId: string;
  readonly buildId: number;
  readonly name: string;
  /** What the run may clone, pull and push with. */
  readonly secret: string;
  heartbeat(): Promise<ScriptedAnswer>;
  /** Sends a piece of the console to this offset. */
  write(offset: number, bytes: string | Uint8Array): Promise<ScriptedAnswer>;
  upload(path: string, bytes: string | Uint8Array): Promise<ScriptedAnswer>;
  complete(status: 'PASSED' | 'FAILED', more?: object): Promise<ScriptedAnswer>;
}

/** A runner. */
export interface ScriptedRunner {
  readonly id: string;
  readonly token: string;
  /** Asks for a run; null where there was none in 25 seconds. */
  lease(): Promise<ScriptedRun | null>;
}

const answerOf = async (response: Response): Promise<ScriptedAnswer> => {
  const text = await response.text();
  const isJson = text.startsWith('{');
  return {
    status: response.status,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
};

interface Order {
  readonly runId: string;
  readonly leaseId: string;
  readonly buildId: number;
  readonly name: string;
  readonly credential: { readonly secret: string };
}

const runOf = (adminUrl: string, token: string, order: Order): ScriptedRun => {
  const ask = async (
    method: string,
    action: string,
    sent: {
      readonly headers: Record<string, string>;
      readonly body: string | Uint8Array<ArrayBuffer>;
    },
  ): Promise<ScriptedAnswer> => {
    const headers = { Authorization: `Bearer ${token}`, 'Moorgate-Lease': order.leaseId };
    const url = `${adminUrl}/v1/runner/runs/${order.runId}/${action}`;
    return answerOf(
      await fetch(url, { method, headers: { ...headers, ...sent.headers }, body: sent.body }),
    );
  };
  const raw = { 'Content-Type': 'application/octet-stream' };
  const json = (value: object) => ({
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(value),
  });
  const { runId, leaseId, buildId, name, credential } = order;
  return {
    ...{ runId, leaseId, buildId, name, secret: credential.secret },
    heartbeat: () => ask('POST', 'heartbeat', json({})),
    write: (offset, bytes) =>
      ask('POST', 'console', {
        headers: { ...raw, 'Moorgate-Offset': String(offset) },
        body: new Uint8Array(Buffer.from(bytes as string)),
      }),
    upload: (path, bytes) =>
      ask('PUT', `artifacts/${path}`, {
        headers: raw,
        body: new Uint8Array(Buffer.from(bytes as string)),
      }),
    complete: (status, more = {}) => ask('POST', 'completion', json({ status, ...more })),
  };
};

let lastRunner = 0;

/** Registers one with the token of an operator of builds. */
export const registerRunner = async (
  adminUrl: string,
  operator: string,
): Promise<ScriptedRunner> => {
  lastRunner += 1;
  const created = await fetch(`${adminUrl}/v1/runners`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${operator}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: `scripted-${lastRunner}` }),
  });
  const { id, token } = (await created.json()) as { id: string; token: string };
  return {
    id,
    token,
    lease: async () => {
      const answer = await fetch(`${adminUrl}/v1/runner/leases`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ isolation: 'container', engine: true, freeSlots: 1 }),
      });
      const { run } = (await answer.json()) as { run: Order | null };
      return run === null ? null : runOf(adminUrl, token, run);
    },
  };
};
