/** What containers write, through the proxy, a beacon and a tunnel: however much, for however many, and past a worker that dies. */
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { declareWith, isSoak } from '@moorgate/testing';
import {
  busybox,
  type EngineHost,
  startEngineHosts,
} from '../support/applications/engine-hosts.ts';
import { type HostsGround, openHostsGround } from '../support/applications/hosts-ground.ts';
import { until } from '../runner/builds-ground.ts';

const mebibyte = 1_048_576;
const streamedBytes = (isSoak() ? 1_024 : 192) * mebibyte;
const memoryGrowthMax = 96 * mebibyte;
const followersPerHost = 100;

const engines = await startEngineHosts(2);
afterAll(() => (engines.isThere ? engines.stop() : undefined), 120_000);

/** What a process has in use. */
const memoryOf = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
};

declareWith(engines, describe)('with two engines', () => {
  if (!engines.isThere) return;
  const { hosts, images } = engines;
  let ground: HostsGround;
  beforeAll(async () => {
    ground = await openHostsGround(hosts, { workers: 4 });
    for (const { engine } of hosts) await engine.docker(['pull', '--quiet', images[0]]);
  }, 240_000);
  afterAll(() => ground?.close(), 60_000);

  const ask = (at: number, method: string, path: string): Promise<Response> => {
    const host = encodeURIComponent(ground.addresses[at]!);
    return fetch(new URL(`/api/v0.2/d/${host}/${path}`, ground.product.ready.adminUrl), {
      method,
      headers: { authorization: `Bearer ${ground.token}` },
    });
  };
  const create = async ({ engine }: EngineHost, ...more: readonly string[]): Promise<string> => {
    const options = ['--tty', '--network', 'none', ...more.slice(0, -1)];
    const script = more.at(-1)!;
    return (
      await engine.docker(['create', ...options, images[0], busybox, 'sh', '-c', script])
    ).trim();
  };

  test.each([
    ['a beacon that listens', 0],
    ['a tunnel', 1],
  ])(
    'what an attached container writes comes through %s whole, in the same memory however much it is',
    async (_where, at) => {
      const mebibytes = streamedBytes / mebibyte;
      const script = `${busybox} dd if=/dev/zero bs=${mebibyte} count=${mebibytes} 2>/dev/null`;
      const id = await create(hosts[at]!, '--log-driver', 'none', script);
      const attached = await ask(at, 'POST', `containers/${id}/attach?stream=1&stdout=1`);
      expect(attached.status).toBe(200);
      const pids = [...Object.values(ground.product.ready.pids), ground.tunnel.pid];
      const memory = (): Promise<number[]> => Promise.all(pids.map(memoryOf));
      const before = await memory();
      expect((await ask(at, 'POST', `containers/${id}/start`)).status).toBe(204);
      let bytes = 0;
      let next = 0;
      let most = before;
      for await (const chunk of attached.body!) {
        bytes += chunk.length;
        if (bytes < next) continue;
        next = bytes + 16 * mebibyte;
        const now = await memory();
        most = most.map((one, index) => Math.max(one, now[index]!));
      }
      expect(bytes).toBe(streamedBytes);
      const growth = most.map((one, index) => one - before[index]!);
      expect(Math.max(...growth)).toBeLessThan(memoryGrowthMax);
      await hosts[at]!.engine.docker(['rm', '--force', id]);
    },
    600_000,
  );

  test('a worker of the gateway that dies cuts the streams that it carried, and whoever comes again reads on', async () => {
    const script = `i=0; while :; do echo "line $i"; i=$((i+1)); ${busybox} sleep 0.2; done`;
    const ids = await Promise.all(hosts.map((host) => create(host, script)));
    await Promise.all(hosts.map(({ engine }, at) => engine.docker(['start', ids[at]!])));

    interface Follower {
      readonly at: number;
      /** The number of the last line; lines come one after the other, from the first. */
      last: number;
      /** How its stream ended. */
      end: 'not' | 'cleanly' | 'cut' | 'torn';
    }
    const read = async (follower: Follower, answer: Response): Promise<void> => {
      const lines = createInterface({ input: Readable.fromWeb(answer.body!) });
      const failed = new Promise<'cut'>((resolve) => lines.on('error', () => resolve('cut')));
      const ended = (async () => {
        for await (const line of lines) {
          if (line !== `line ${follower.last + 1}`) return 'torn' as const;
          follower.last += 1;
        }
        return 'cleanly' as const;
      })();
      follower.end = await Promise.race([ended.catch(() => 'cut' as const), failed]);
    };
    const follow = async (at: number): Promise<Follower> => {
      const answer = await ask(at, 'GET', `containers/${ids[at]}/logs?follow=1&stdout=1`);
      if (answer.status !== 200)
        throw new Error(`answered ${answer.status}: ${await answer.text()}`);
      const follower: Follower = { at, last: -1, end: 'not' };
      void read(follower, answer);
      return follower;
    };
    const followers = await Promise.all(
      hosts.flatMap((_host, at) => Array.from({ length: followersPerHost }, () => follow(at))),
    );
    const haveRead = (wanted: readonly Follower[], line: number): Promise<boolean> =>
      Promise.resolve(wanted.every(({ last }) => last >= line));
    await until('they do not read', () => haveRead(followers, 5));

    process.kill(ground.product.ready.pids['gatewayWorker1']!, 'SIGKILL');
    await until('nothing was cut', () =>
      Promise.resolve(followers.some(({ end }) => end !== 'not')),
    );
    const mark = Math.max(...followers.map(({ last }) => last)) + 10;
    const near = followers.filter(({ at }) => at === 0);
    await until('those of the other beacon do not read on', () => haveRead(near, mark));
    expect(followers.filter(({ end }) => end === 'cleanly' || end === 'torn')).toEqual([]);
    const cut = followers.filter(({ end }) => end === 'cut');
    expect(cut.every(({ at }) => at === 1)).toBe(true);

    const again: Follower[] = [];
    for (const { at } of cut)
      await until('the host does not come back', async () => {
        const follower = await follow(at).catch(() => null);
        if (follower !== null) again.push(follower);
        return follower !== null;
      });
    await until('those that came again do not read on', () => haveRead(again, mark));
    const untouched = followers.filter(({ end }) => end === 'not');
    await until('those that were not cut do not read on', () => haveRead(untouched, mark));
  }, 240_000);
});
