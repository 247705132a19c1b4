import { text } from 'node:stream/consumers';
import { type GitFolder, newRepository } from '@moorgate/testing';
import { requireRepository } from '../repositories/find-repository.ts';
import { factory, openSourceGround, type SourceGround } from '../test-support/source-ground.ts';
import { beginExchange, type ExchangeRequest } from './begin-exchange.ts';
import type { ReferencePush } from './push.ts';

let ground: SourceGround;
let folder: GitFolder;
const told: ReferencePush[] = [];
const announced: ReferencePush[] = [];
const none = '0'.repeat(40);
let isClosed = false;

beforeAll(async () => {
  ground = await openSourceGround();
  folder = await newRepository();
  await folder.commit('one', '1');
  await ground.push(folder, 'containers', 'main');
});
afterAll(async () => {
  await folder.remove();
  await ground.close();
});
beforeEach(() => {
  told.length = 0;
  announced.length = 0;
  isClosed = false;
});

const requestFor = async (change: Partial<ExchangeRequest> = {}): Promise<ExchangeRequest> => ({
  repository: await requireRepository(ground.services, { factory, repository: 'containers' }),
  service: 'git-receive-pack',
  isAdvertisement: false,
  headers: { 'content-type': 'application/x-git-receive-pack-request' },
  user: 'ada',
  scopes: ['source:create'],
  holder: 'token',
  signal: new AbortController().signal,
  ...change,
});

const begin = async (change: Partial<ExchangeRequest> = {}) =>
  beginExchange(
    ground.services,
    {
      source: ground.services.source,
      onReferencesAsked: (_ctx, push) => {
        announced.push(push);
        if (isClosed) return Promise.reject(new Error('not now'));
        return Promise.resolve();
      },
      onReferencesMoved: (_ctx, push) => {
        told.push(push);
        return Promise.resolve(['seen']);
      },
    },
    await requestFor(change),
  );

/** A push of what is there already, to a new name. */
const body = async (ref: string): Promise<{ id: string; bytes: Buffer }> => {
  const id = await folder.must('rev-parse', 'main');
  const line = `${none} ${id} ${ref}\0report-status side-band-64k\n`;
  const length = (line.length + 4).toString(16).padStart(4, '0');
  const pack = Buffer.from(
    '5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e',
    'hex',
  );
  return { id, bytes: Buffer.concat([Buffer.from(`${length}${line}0000`), pack]) };
};

test('what a push moved is told and recorded, and its sender sees what follows', async () => {
  const { id, bytes } = await body('refs/heads/told');
  const exchange = await begin();
  exchange.input.end(bytes);
  const answer = await text(exchange.output);
  const { code, push } = await exchange.ended;
  const move = { ref: 'refs/heads/told', old: none, new: id };
  expect(code).toBe(0);
  expect(answer).toContain('seen');
  expect(push).toEqual({ asked: [move], moved: [move], isRefused: false, isFull: false });
  expect(told).toEqual([{ factory, repository: 'containers', moves: [move], by: 'ada' }]);
  expect(announced).toEqual(told);
});

test('nothing moves of a push that was announced to somebody who cannot take it', async () => {
  isClosed = true;
  const { bytes } = await body('refs/heads/closed');
  const exchange = await begin();
  exchange.input.end(bytes);
  expect(await text(exchange.output)).toContain('nothing has moved; try again');
  expect((await exchange.ended).push).toMatchObject({ moved: null });
  expect([announced.length, told.length]).toEqual([1, 0]);
});

test('the scopes are those that were given, and nothing of a request adds to them', async () => {
  const { bytes } = await body('refs/heads/sneaked');
  const exchange = await begin({
    scopes: ['source:read-update'],
    headers: {
      'content-type': 'application/x-git-receive-pack-request',
      'git-protocol': 'version=1\nMOORGATE_SCOPES=source:create',
      'moorgate-scopes': 'source:create',
    },
  });
  exchange.input.end(bytes);
  const answer = await text(exchange.output);
  expect(answer).toContain('token is missing scope source:create for refs/heads/sneaked');
  expect((await exchange.ended).push).toMatchObject({ isRefused: true, moved: null });
  expect(told).toEqual([]);
});

test('whoever ends an exchange ends every process of it, and the turn is over', async () => {
  const exchange = await begin();
  const { bytes } = await body('refs/heads/ended');
  exchange.input.write(bytes.subarray(0, bytes.length - 10));
  expect(ground.services.source.exchanges.count().running).toBe(1);
  exchange.end();
  const { code, signal } = await exchange.ended;
  expect([code, signal]).not.toEqual([0, null]);
  expect(ground.services.source.exchanges.count().running).toBe(0);
  expect(told).toEqual([]);
});

test('references are told to whoever may read', async () => {
  const exchange = await begin({ service: 'git-upload-pack', isAdvertisement: true, headers: {} });
  exchange.input.end();
  const answer = await text(exchange.output);
  expect(answer).toContain('refs/heads/main');
  expect(answer).toContain('application/x-git-upload-pack-advertisement');
  expect((await exchange.ended).push).toBeNull();
});
