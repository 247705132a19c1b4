/** The variables that containers and systemd units set, held against what the services and the command line read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adminApiConfigDefinition } from '@moorgate/admin-api';
import { beaconConfigDefinition } from '@moorgate/beacon-agent';
import type { ConfigDefinition } from '@moorgate/config';
import { containerRegistryConfigDefinition } from '@moorgate/container-registry';
import { deviceGatewayConfigDefinition } from '@moorgate/device-gateway';
import { runnerConfigDefinition } from '@moorgate/runner';
import { cliConfigDefinition } from './config.ts';
import { installationRoot } from './data-directory.ts';

const variablesOf = (definition: ConfigDefinition): string[] =>
  Object.values(definition).flatMap(({ variable, isSecret }) =>
    isSecret === true ? [variable, `${variable}_FILE`] : [variable],
  );

const read = (path: string): string => readFileSync(join(installationRoot, path), 'utf8');

/** Not of ours: of Node, of the healthcheck, of the unit itself. */
const others = [
  'NODE_ENV',
  'MOORGATE_HEALTH_URL',
  'MOORGATE_HEALTH_SOCKET',
  'DNS_NAMES',
  'FACTORY',
];

const services = [
  ['admin-api', adminApiConfigDefinition],
  ['device-gateway', deviceGatewayConfigDefinition],
  ['container-registry', containerRegistryConfigDefinition],
] as const;

/** The names before the equals signs of `Environment=` and of files of variables. */
const namesIn = (text: string): string[] =>
  [...text.matchAll(/^(?:Environment="?)?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);

describe.each([...services, ['prepare', cliConfigDefinition] as const])(
  'of %s',
  (name, definition) => {
    const known = [...variablesOf(definition), ...others];

    test('every variable that its unit sets is one that it reads', () => {
      const names = namesIn(read(`infra/systemd/moorgate-${name}.service`));
      expect(names.length).toBeGreaterThan(2);
      expect(names.filter((one) => !known.includes(one))).toEqual([]);
    });

    test('every variable of its example is one that it reads', () => {
      const names = namesIn(read(`infra/systemd/etc/${name}.env`));
      expect(names).toContain(
        name === 'container-registry' ? 'MOORGATE_LOG_LEVEL' : 'DATABASE_URL',
      );
      expect(names.filter((one) => !known.includes(one))).toEqual([]);
    });
  },
);

test.each([
  ['runner', runnerConfigDefinition],
  ['beacon', beaconConfigDefinition],
])(
  'every variable of the unit and of the example of a %s is one that it reads',
  (name, definition) => {
    const known = [...variablesOf(definition), ...others];
    for (const file of [
      `infra/systemd/moorgate-${name}.service`,
      `infra/systemd/etc/${name}.env`,
    ]) {
      const names = namesIn(read(file));
      expect(names.length).toBeGreaterThan(1);
      expect(names.filter((one) => !known.includes(one))).toEqual([]);
    }
  },
);

test('every variable that containers are given is one that something in them reads', () => {
  const everything = [
    adminApiConfigDefinition,
    containerRegistryConfigDefinition,
    deviceGatewayConfigDefinition,
    runnerConfigDefinition,
    beaconConfigDefinition,
    cliConfigDefinition,
  ];
  const known = [...everything.flatMap(variablesOf), ...others];
  const compose = [...read('docker-compose.yml').matchAll(/^ {6}([A-Z][A-Z0-9_]+): /gm)];
  const dockerfile = [
    ...read('infra/containers/Dockerfile').matchAll(/^(?:ENV| {3}) ([A-Z][A-Z0-9_]+)=/gm),
  ];
  const names = [...compose, ...dockerfile].map(([, name = '']) => name);
  expect(names).toContain('MOORGATE_KEYS_DIR');
  expect(names).toContain('MOORGATE_GATEWAY_ADDR');
  const ours = names.filter((name) => !name.startsWith('POSTGRES_'));
  expect(ours.filter((name) => !known.includes(name))).toEqual([]);
});

test('the unit of the admin API loads every key that an installation has', () => {
  const loaded = [
    ...read('infra/systemd/moorgate-admin-api.service').matchAll(
      /^LoadCredential=([^:]+\.json):/gm,
    ),
  ].map(([, name]) => name);
  const folder = join(installationRoot, 'packages/auth/src');
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('-keys.ts'))
    .flatMap((path) => [...readFileSync(join(folder, path), 'utf8').matchAll(/'([a-z-]+\.json)'/g)])
    .map(([, name]) => name);
  expect(written.length).toBeGreaterThan(2);
  expect(loaded.toSorted()).toEqual([...new Set(written)].toSorted());
});
