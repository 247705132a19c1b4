/**
 * Operators in a process of their own: when they were answered, and what was there a second later, is not when a busy test
 * process comes to notice it. Node runs this file as it is.
 */
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as after } from 'node:timers/promises';
import { listSockets } from './open-sockets.ts';
import {
  graceMs,
  type OperatorAnswer,
  type OperatorJob,
  type OperatorSettings,
} from './operators.ts';

const settings = JSON.parse(process.env['MOORGATE_TEST_OPERATOR'] ?? '{}') as OperatorSettings;
const agent = new Agent({ keepAlive: true });

/** Milliseconds of CLOCK_MONOTONIC. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

const tell = (answer: OperatorAnswer): void => void process.send?.(answer);

interface TimedAnswer {
  readonly sentAt: number;
  readonly answeredAt: number;
  readonly response: IncomingMessage;
  readonly body: string;
}

const call = async (method: string, path: string): Promise<TimedAnswer> => {
  const headers = { authorization: `Bearer ${settings.token}` };
  const sentAt = now();
  const [answeredAt, response] = await new Promise<[number, IncomingMessage]>((resolve, reject) => {
    request(new URL(path, settings.adminUrl), { method, agent, headers })
      .once('response', (incoming) => resolve([now(), incoming]))
      .once('error', reject)
      .end();
  });
  return { sentAt, answeredAt, response, body: await text(response) };
};

const deny = async (uuid: string, address: string): Promise<void> => {
  const { sentAt, answeredAt, response, body } = await call('DELETE', `/v1/devices/${uuid}`);
  const status = response.statusCode ?? 0;
  const atAnswer = new Set(await listSockets(address));
  tell({ kind: 'denied', uuid, status, body, sentAt, answeredAt });
  await after(graceMs);
  const sockets = (await listSockets(address)).filter((socket) => atAnswer.has(socket)).length;
  tell({ kind: 'left', uuid, sockets });
};

/** All devices by name, a thousand at a time, again and again. */
const pageForEver = async (): Promise<never> => {
  let cursor = '';
  for (;;) {
    const { response, body } = await call(
      'GET',
      `/v1/devices?order-by=name-asc&limit=1000${cursor}`,
    );
    if (response.statusCode !== 200) throw new Error(`a page was answered ${body}`);
    tell({ kind: 'paged', devices: (JSON.parse(body) as readonly unknown[]).length });
    const next = response.headers['x-next-cursor'];
    cursor = typeof next === 'string' ? `&cursor=${encodeURIComponent(next)}` : '';
  }
};

process.on('message', (job: OperatorJob) => {
  void (job.kind === 'deny' ? deny(job.uuid, job.address) : pageForEver());
});
process.once('disconnect', () => process.exit());
