/**
 * Metadata of known keys and a known time, as bytes. The Go library that the agents are built with (go-tuf in the fork that reads
 * this dialect) walked these roots and accepted these files; what is signed here must go on to be these bytes.
 */
import { createHash } from 'node:crypto';
import { type SigningKey, signingKeyFromSeed } from './keys.ts';
import {
  type RoleKeyring,
  signRoot,
  type SignedMetadata,
  signSnapshot,
  signTargets,
  signTimestamp,
} from './sign-metadata.ts';

const at = new Date('2026-11-22T12:00:00Z');
const key = (number: number): SigningKey => signingKeyFromSeed(Buffer.alloc(32, number));
const first: RoleKeyring = {
  root: key(1),
  targets: key(2),
  snapshot: key(3),
  timestamp: key(4),
};
const second: RoleKeyring = { ...first, root: key(5), timestamp: key(6) };

const target = {
  length: 0,
  hashes: { sha256: 'a'.repeat(64) },
  custom: {
    name: 'intel-corei7-64-lmp',
    version: '42',
    hardwareIds: ['intel-corei7-64'],
    tags: ['main'],
    targetFormat: 'OSTREE',
    docker_compose_apps: {
      shellhttpd: { uri: `gateway.example:8443/apps/shellhttpd@sha256:${'b'.repeat(64)}` },
    },
    createdAt: '2026-11-22T12:00:00Z',
    quoted: '"\\/<&>~',
  },
};

const files = (): Readonly<Record<string, SignedMetadata>> => {
  const signing = { version: 7, at };
  const targets = signTargets(second, { 'intel-corei7-64-lmp-42': target }, signing);
  const snapshot = signSnapshot(second, targets, signing);
  const before = [{ key: first.root, keyId: first.root.keyId }];
  return {
    '1.root.json': signRoot(first, { version: 1, at }),
    '2.root.json': signRoot(second, { version: 2, at }, before),
    'targets.json': targets,
    'snapshot.json': snapshot,
    'timestamp.json': signTimestamp(second, snapshot, signing),
  };
};

test.each([
  ['1.root.json', '8dd05fa825f73fcbc9c9ebad4e658874af71719412a75439ac4c90f364e00919'],
  ['2.root.json', '25ffd01a6a2ab2dfcefa104ed5f40cd02a1ac0c9c1c67b53bfb3dde0333651fb'],
  ['targets.json', 'ffa2d3758c2647824f2152a52245e8678751ba14fdbfe0a66eeefe83614ff592'],
  ['snapshot.json', '3e250ecd5220fbbab7d920e8d3b73dd3cb6a77c24676380be92de01ca181603a'],
  ['timestamp.json', 'd22048f99e89e5bc3b72103247a803d24c02ae42f09e13575466a071b23080ce'],
])('%s is what the agents accepted', (name, sha256) => {
  const { bytes } = files()[name]!;
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
});
