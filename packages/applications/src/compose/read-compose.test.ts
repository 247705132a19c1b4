/** What the reader makes of compose files, and what it refuses. */
import { DomainError } from '@moorgate/errors';
import { readCompose } from './read-compose.ts';

const read = (text: string) => readCompose({ application: 'shop', text });

const issuesOf = (text: string): readonly string[] => {
  try {
    read(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.code).toBe('invalid_request');
    const { issues = [] } = error.details;
    expect(new Set(issues.map(({ pointer }) => pointer))).toEqual(new Set(['/Compose']));
    return issues.map(({ message }) => message);
  }
  return [];
};

const service = (lines: string): string =>
  `services:\n  web:\n    image: busybox\n${lines.replace(/^/gm, '    ')}\nvolumes: {data: {}}\nnetworks: {back: {}}\n`;

const bodyOf = (lines: string) => read(service(lines)).services[0]!.body;

test('a file becomes bodies, with services behind those that they depend on', () => {
  const plan = read(`
x-note: {anything: 1}
services:
  web:
    image: shop/web:2
    command: serve --name "a b"
    ports: ["127.0.0.1:8080:80"]
    networks: [front, back]
    depends_on:
      store: {condition: service_healthy}
      migrate: {condition: service_completed_successfully}
  store:
    image: shop/store
    volumes: ["data:/var/lib/store"]
    networks: {back: {aliases: [database]}}
    healthcheck: {test: check --now, interval: 1m30s, retries: 3}
  migrate:
    image: shop/web:2
    entrypoint: []
    depends_on: [store]
    networks: [back]
networks:
  front:
  back: {internal: true, labels: [a=b]}
  unused: {}
volumes:
  data: {labels: {kept: "yes"}}
  unused: {}
`);
  expect(plan).toEqual({
    services: [
      {
        ...{ name: 'store', container: 'shop_store', image: 'shop/store' },
        body: {
          Image: 'shop/store',
          Healthcheck: {
            ...{ Test: ['CMD-SHELL', 'check --now'], Interval: 90_000_000_000, Retries: 3 },
          },
          HostConfig: {
            NetworkMode: 'shop_back',
            Mounts: [{ Type: 'volume', Source: 'shop_data', Target: '/var/lib/store' }],
          },
          NetworkingConfig: { EndpointsConfig: { shop_back: { Aliases: ['store', 'database'] } } },
        },
        ...{ connections: [], dependencies: [] },
      },
      {
        ...{ name: 'migrate', container: 'shop_migrate', image: 'shop/web:2' },
        body: {
          ...{ Image: 'shop/web:2', Entrypoint: [''] },
          HostConfig: { NetworkMode: 'shop_back' },
          NetworkingConfig: { EndpointsConfig: { shop_back: { Aliases: ['migrate'] } } },
        },
        connections: [],
        dependencies: [{ service: 'store', condition: 'service_started' }],
      },
      {
        ...{ name: 'web', container: 'shop_web', image: 'shop/web:2' },
        body: {
          ...{ Image: 'shop/web:2', Cmd: ['serve', '--name', 'a b'] },
          ExposedPorts: { '80/tcp': {} },
          HostConfig: {
            NetworkMode: 'shop_front',
            PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '8080' }] },
          },
          NetworkingConfig: { EndpointsConfig: { shop_front: { Aliases: ['web'] } } },
        },
        connections: [{ network: 'shop_back', endpoint: { Aliases: ['web'] } }],
        dependencies: [
          { service: 'store', condition: 'service_healthy' },
          { service: 'migrate', condition: 'service_completed_successfully' },
        ],
      },
    ],
    networks: [
      {
        name: 'shop_back',
        body: { Name: 'shop_back', CheckDuplicate: true, Internal: true, Labels: { a: 'b' } },
      },
      { name: 'shop_front', body: { Name: 'shop_front', CheckDuplicate: true } },
    ],
    volumes: [{ name: 'shop_data', body: { Name: 'shop_data', Labels: { kept: 'yes' } } }],
  });
});

test.each([
  ['privileged: true', 'services.web.privileged is not supported'],
  ['network_mode: host', 'services.web.network_mode is not supported'],
  ['build: .', 'services.web.build is not supported'],
  ['misspelt: 1', 'services.web.misspelt is not supported'],
  ['constructor: 1', 'services.web.constructor is not supported'],
  ['"*": 1', 'services.web.* is not supported'],
  ['deploy: {replicas: 2}', 'services.web.deploy.replicas is not supported'],
  [
    'deploy: {resources: {limits: {devices: []}}}',
    'services.web.deploy.resources.limits.devices is not supported',
  ],
  ['ports: [{target: 80, mode: host}]', 'services.web.ports[0].mode is not supported'],
  ['networks: {back: {ipv4_address: 10.0.0.2}}', 'services.web.networks.back.ipv4_address is'],
  ['depends_on: {web: {condition: x, restart: true}}', 'services.web.depends_on.web.restart is'],
  ['volumes: [{type: bind, bind: {}}]', 'services.web.volumes[0].bind is not supported'],
])('a service with %s is refused, and the key is named by its path', (lines, message) => {
  expect(issuesOf(service(lines))).toEqual([expect.stringContaining(message)]);
});

test('all keys that are not supported are named at once', () => {
  expect(
    issuesOf(
      'name: x\nservices: {a: {image: b, pid: host}}\nnetworks: {n: {external: true}}\nvolumes: {v: {name: w}}',
    ),
  ).toEqual([
    'name is not supported',
    'services.a.pid is not supported',
    'networks.n.external is not supported',
    'volumes.v.name is not supported',
  ]);
});

test.each([
  ['ports: ["80:http"]', 'services.web.ports[0] must be ports such as'],
  ['ports: ["127.0.0.1:80"]', 'services.web.ports[0] must be ports such as'],
  ['ports: ["host:80:80"]', 'services.web.ports[0] must have an IP address'],
  ['ports: ["80-81:80-82"]', 'services.web.ports[0] must have as many ports'],
  ['ports: ["1-65535:1-65535"]', 'services.web.ports must not be more than 1000'],
  ['ports: ["80/quic"]', 'services.web.ports[0] must be of tcp, udp or sctp'],
  ['ports: [{published: 80}]', 'services.web.ports[0].target is missing'],
  ['volumes: ["/etc:/etc"]', 'services.web.volumes[0] is a folder of the host'],
  ['volumes: ["./a:/a"]', 'services.web.volumes[0] is a folder of the host'],
  ['volumes: ["/a"]', 'services.web.volumes[0] must be a volume and a folder'],
  ['volumes: ["other:/a"]', 'services.web.volumes[0] must name one of the volumes'],
  ['volumes: ["constructor:/a"]', 'services.web.volumes[0] must name one of the volumes'],
  ['volumes: ["data:/a:z"]', 'services.web.volumes[0] must have no other options'],
  ['volumes: [{type: bind, target: /a}]', 'services.web.volumes[0].type must be volume or tmpfs'],
  ['volumes: ["data:a"]', 'services.web.volumes[0] must name a folder of the container'],
  ['networks: [other]', 'services.web.networks.other must be one of the networks'],
  ['depends_on: [other]', 'services.web.depends_on.other must be a service of the file'],
  ['depends_on: [web]', 'services.web.depends_on leads back to itself: web → web'],
  ['depends_on: {web: {condition: x}}', 'services.web.depends_on.web.condition must be one of'],
  ['restart: sometimes', 'services.web.restart must be no, always'],
  ['restart: always:3', 'services.web.restart must be no, always'],
  ['mem_limit: much', 'services.web.mem_limit must be a size'],
  ['cpus: -1', 'services.web.cpus must be a number of processors'],
  ['stop_grace_period: 10', 'services.web.stop_grace_period must be'],
  ['stop_grace_period: 25h', 'services.web.stop_grace_period must be a length of time'],
  ['healthcheck: {test: [curl]}', 'services.web.healthcheck.test must begin with one of'],
  ['environment: [HOME]', 'services.web.environment.HOME has no value'],
  ['environment: {HOME: }', 'services.web.environment.HOME has no value'],
  ['labels: {io.moorgate.application: x}', 'services.web.labels.io.moorgate.application begins'],
  ['command: "a \'b"', 'services.web.command has a quotation that does not end'],
  ['command: []', 'services.web.command must not be empty'],
  ['user: "${WHO}"', 'services.web.user has the variable WHO without a default'],
  ['user: "$WHO"', 'services.web.user has the variable WHO without a default'],
  ['user: "${WHO:?who}"', 'services.web.user has the variable WHO without a default'],
  ['user: "a $ b"', 'services.web.user has a $ that begins no variable'],
  ['user: "${A:-${B}}"', 'services.web.user has a $ that begins no variable'],
  ['tty: {}', 'services.web.tty must be'],
  ['user: "a\\0"', 'The file must not contain the character U+0000'],
  ['labels: { "a\\0": b }', 'The file must not contain the character U+0000'],
  ['user: "a\\uD800"', 'The file must be well-formed Unicode'],
  ['labels: { "a\\uD800": b }', 'The file must be well-formed Unicode'],
  [
    'mem_limit: 1g\ndeploy: {resources: {limits: {memory: 2g}}}',
    'services.web.deploy.resources.limits.memory is not what mem_limit says',
  ],
])('a service with %s is refused with its place', (lines, message) => {
  expect(issuesOf(service(lines))[0]).toContain(message);
});

test.each([
  ['a list', '[]', 'The file must be a map'],
  ['nothing', '', 'The file must be a map'],
  ['no services', 'version: "3"', 'services must be from 1 to 50'],
  ['a service without an image', 'services: {web: {}}', 'services.web.image must name an image'],
  ['a service called tmp', 'services: {tmp: {image: a}}', 'services.tmp cannot be the container'],
  ['a wrong name', 'services: {"a b": {image: a}}', 'services must not have the key a b'],
  ['no YAML', 'services: [', 'The file cannot be read: It is no YAML in line 1.'],
  [
    'a circle',
    'services: {a: {image: x, depends_on: [b]}, b: {image: x, depends_on: [c]}, c: {image: x, depends_on: [b]}}',
    'services.b.depends_on leads back to itself: b → c → b',
  ],
  [
    'a wait for no check',
    'services: {a: {image: x, depends_on: {b: {condition: service_healthy}}}, b: {image: x, healthcheck: {disable: true}}}',
    'services.a.depends_on.b waits for the health',
  ],
])('a file with %s is refused', (_what, text, message) => {
  expect(issuesOf(text)[0]).toContain(message);
});

test('no message has a value in it', () => {
  const secret = 's3cr3t-value';
  for (const lines of ['mem_limit', 'cpus', 'restart', 'stop_grace_period', 'privileged', 'tty'])
    expect(issuesOf(service(`${lines}: ${secret}`)).join()).not.toContain(secret);
});

test('defaults of variables are taken, and two dollars are one', () => {
  expect(
    bodyOf('user: "${A:-me}"\nenvironment: {B: "${C-}", D: "$$E", F: "${G:+h}"}'),
  ).toMatchObject({ User: 'me', Env: ['B=', 'D=$E', 'F='] });
});

test('ports are read in each form', () => {
  const ports = `ports:
  - "80"
  - 81
  - "9000-9001:90-91/udp"
  - "9100-9110:92"
  - "[::1]:8080:93"
  - "127.0.0.1::94"
  - {target: 95, published: "8095", host_ip: 127.0.0.1, protocol: udp}
expose: ["96"]`;
  expect(bodyOf(ports)).toMatchObject({
    HostConfig: {
      PortBindings: {
        '80/tcp': [{ HostIp: '', HostPort: '' }],
        '81/tcp': [{ HostIp: '', HostPort: '' }],
        '90/udp': [{ HostIp: '', HostPort: '9000' }],
        '91/udp': [{ HostIp: '', HostPort: '9001' }],
        '92/tcp': [{ HostIp: '', HostPort: '9100-9110' }],
        '93/tcp': [{ HostIp: '::1', HostPort: '8080' }],
        '94/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }],
        '95/udp': [{ HostIp: '127.0.0.1', HostPort: '8095' }],
      },
    },
    ExposedPorts: { '80/tcp': {}, '96/tcp': {} },
  });
});

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_one, index) => line(index)).join('\n');
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${many(8, (level) => {
  const [before, name] = ['abcdefghi'.charAt(level), 'abcdefghi'.charAt(level + 1)];
  return `${name}: &${name} [${Array(9).fill(`*${before}`).join(',')}]`;
})}`;

test.each([
  ['references that multiply', bomb],
  ['a reference to itself', 'a: &a [*a]'],
  ['much nesting', '['.repeat(30_000)],
  ['some nesting', `a: ${'['.repeat(30)}${']'.repeat(30)}`],
  ['many values', many(6_000, (index) => `k${index}: 1`)],
  ['a long list', `a: [${'1,'.repeat(600)}]`],
  ['a long text', `a: ${'b'.repeat(70_000)}`],
  ['many digits', service(`stop_grace_period: ${'1'.repeat(60_000)}`)],
  ['many lengths of time', service(`stop_grace_period: ${'1s'.repeat(30_000)}`)],
  ['many variables', service(`user: "${'${A'.repeat(15_000)}"`)],
  ['many dashes', service(`ports: ["${'1-'.repeat(30_000)}"]`)],
])('a file with %s is refused', (_what, text) => {
  expect(issuesOf(text)).not.toEqual([]);
});
