/** What a policy refuses of bodies, and what it lets pass. */
import type { JudgedBody } from './docker-operation.ts';
import { type DockerRefusal, dockerRefusals } from './docker-policy.ts';
import { judgeDockerBody } from './judge-docker-body.ts';

const everything = new Set(Object.keys(dockerRefusals) as DockerRefusal[]);

const refused: [DockerRefusal, JudgedBody, object, string][] = [
  ['privileged', 'container', { HostConfig: { Privileged: true } }, '/HostConfig/Privileged'],
  ['privileged', 'container', { hostconfig: { PRIVILEGED: true } }, '/hostconfig/PRIVILEGED'],
  [
    'privileged',
    'container',
    { HostConfig: {}, hostConfig: { Privileged: 1 } },
    '/hostConfig/Privileged',
  ],
  [
    'privileged',
    'container',
    { HostConfig: { 'Pr\u0131vileged': true, Privileged: 'yes' } },
    '/HostConfig/Privileged',
  ],
  ['privileged', 'container', { Privileged: true }, '/Privileged'],
  [
    'privileged',
    'container',
    { HostConfig: { LxcConf: [{ Key: 'a', Value: 'b' }] } },
    '/HostConfig/LxcConf',
  ],
  ['privileged', 'command', { Cmd: ['sh'], privileged: true }, '/privileged'],
  ['privileged', 'host-config', { Privileged: true }, '/Privileged'],
  ['privileged', 'service', { TaskTemplate: { PluginSpec: {} } }, '/TaskTemplate/PluginSpec'],
  ['privileged', 'service', { TaskTemplate: { Runtime: 'plugin' } }, '/TaskTemplate/Runtime'],
  [
    'host-namespaces',
    'container',
    { HostConfig: { NetworkMode: 'host' } },
    '/HostConfig/NetworkMode',
  ],
  ['host-namespaces', 'container', { HostConfig: { PidMode: 'host' } }, '/HostConfig/PidMode'],
  ['host-namespaces', 'container', { HostConfig: { IpcMode: 'host' } }, '/HostConfig/IpcMode'],
  ['host-namespaces', 'container', { HostConfig: { UTSMode: 'host' } }, '/HostConfig/UTSMode'],
  [
    'host-namespaces',
    'container',
    { HostConfig: { UsernsMode: 'host' } },
    '/HostConfig/UsernsMode',
  ],
  [
    'host-namespaces',
    'container',
    { HostConfig: { CgroupnsMode: 'host' } },
    '/HostConfig/CgroupnsMode',
  ],
  [
    'host-namespaces',
    'container',
    { HostConfig: { PidMode: 'container:x' } },
    '/HostConfig/PidMode',
  ],
  ['host-namespaces', 'container', { HostConfig: { PidMode: ['host'] } }, '/HostConfig/PidMode'],
  [
    'host-namespaces',
    'container',
    { NetworkingConfig: { EndpointsConfig: { host: {} } } },
    '/NetworkingConfig/EndpointsConfig/host',
  ],
  [
    'host-namespaces',
    'service',
    { TaskTemplate: { Networks: [{ Target: 'host' }] } },
    '/TaskTemplate/Networks/0/Target',
  ],
  [
    'devices',
    'container',
    { HostConfig: { Devices: [{ PathOnHost: '/dev/sda' }] } },
    '/HostConfig/Devices',
  ],
  [
    'devices',
    'container',
    { HostConfig: { DeviceRequests: [{ Driver: 'cdi' }] } },
    '/HostConfig/DeviceRequests',
  ],
  [
    'devices',
    'container',
    { HostConfig: { DeviceCgroupRules: ['a *:* rwm'] } },
    '/HostConfig/DeviceCgroupRules',
  ],
  ['devices', 'host-config', { Devices: [{}] }, '/Devices'],
  [
    'host-binds',
    'container',
    { HostConfig: { Binds: ['v:/v', '/:/host'] } },
    '/HostConfig/Binds/1',
  ],
  ['host-binds', 'container', { HostConfig: { Binds: ['../x:/host'] } }, '/HostConfig/Binds/0'],
  [
    'host-binds',
    'container',
    { HostConfig: { VolumesFrom: ['other'] } },
    '/HostConfig/VolumesFrom',
  ],
  [
    'host-binds',
    'container',
    { HostConfig: { Mounts: [{ Type: 'volume' }, { type: 'bind' }] } },
    '/HostConfig/Mounts/1/type',
  ],
  [
    'host-binds',
    'container',
    {
      HostConfig: {
        Mounts: [
          { Type: 'volume', VolumeOptions: { DriverConfig: { Options: { device: '/etc' } } } },
        ],
      },
    },
    '/HostConfig/Mounts/0/VolumeOptions/DriverConfig/Options/device',
  ],
  [
    'host-binds',
    'volume',
    { Driver: 'local', DriverOpts: { type: 'none', o: 'bind', device: '/' } },
    '/DriverOpts/type',
  ],
  [
    'host-binds',
    'volume',
    { DriverOpts: { type: 'nfs', o: 'ro,rbind', device: ':/x' } },
    '/DriverOpts/o',
  ],
  [
    'host-binds',
    'volume',
    { DriverOpts: { type: 'ext4', device: '/dev/sda1' } },
    '/DriverOpts/type',
  ],
  ['host-binds', 'volume', { driveropts: { device: '/dev/sda1' } }, '/driveropts/device'],
  [
    'host-binds',
    'volume',
    { DriverOpts: { type: 'overlay', o: 'lowerdir=/etc' } },
    '/DriverOpts/type',
  ],
  [
    'host-binds',
    'service',
    { TaskTemplate: { ContainerSpec: { Mounts: [{ Type: 'bind' }] } } },
    '/TaskTemplate/ContainerSpec/Mounts/0/Type',
  ],
  ['capabilities', 'container', { HostConfig: { CapAdd: ['NET_ADMIN'] } }, '/HostConfig/CapAdd'],
  [
    'capabilities',
    'service',
    { TaskTemplate: { ContainerSpec: { CapabilityAdd: ['ALL'] } } },
    '/TaskTemplate/ContainerSpec/CapabilityAdd',
  ],
  [
    'security-options',
    'container',
    { HostConfig: { SecurityOpt: ['seccomp=unconfined'] } },
    '/HostConfig/SecurityOpt/0',
  ],
  [
    'security-options',
    'container',
    { HostConfig: { SecurityOpt: ['no-new-privileges', 'label:disable'] } },
    '/HostConfig/SecurityOpt/1',
  ],
  ['security-options', 'container', { HostConfig: { MaskedPaths: [] } }, '/HostConfig/MaskedPaths'],
  [
    'security-options',
    'container',
    { HostConfig: { ReadonlyPaths: [] } },
    '/HostConfig/ReadonlyPaths',
  ],
  [
    'security-options',
    'container',
    { HostConfig: { Annotations: { a: 'b' } } },
    '/HostConfig/Annotations',
  ],
  [
    'security-options',
    'service',
    { TaskTemplate: { ContainerSpec: { Privileges: { Seccomp: {} } } } },
    '/TaskTemplate/ContainerSpec/Privileges',
  ],
];

test.each(refused)('%s is found in a %s with %j', (rule, kind, body, pointer) => {
  expect(judgeDockerBody(new Set([rule]), kind, body)).toEqual({ rule, pointer });
  const others = new Set([...everything].filter((other) => other !== rule));
  expect(judgeDockerBody(others, kind, body)).toBeNull();
});

test('what the usual client sends for a container of one’s own passes every rule', () => {
  const body = {
    Image: 'busybox',
    Cmd: ['true'],
    Volumes: {},
    HostConfig: {
      Binds: ['data:/data:ro', '/anonymous'],
      NetworkMode: 'default',
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
      UsernsMode: '',
      Privileged: false,
      CapAdd: null,
      CapDrop: ['ALL'],
      Devices: [],
      DeviceCgroupRules: null,
      DeviceRequests: null,
      SecurityOpt: ['no-new-privileges:true'],
      VolumesFrom: null,
      MaskedPaths: null,
      ReadonlyPaths: null,
      Mounts: [
        { Type: 'volume', Source: 'data', Target: '/more' },
        { Type: 'tmpfs', Target: '/tmp' },
      ],
      RestartPolicy: { Name: 'always' },
      Memory: 268_435_456,
    },
    NetworkingConfig: { EndpointsConfig: { lab: {} } },
  };
  expect(judgeDockerBody(everything, 'container', body)).toBeNull();
});

test.each<[JudgedBody, unknown]>([
  ['volume', { Name: 'data' }],
  [
    'volume',
    { Driver: 'local', DriverOpts: { type: 'nfs', o: 'addr=10.0.0.1,rw', device: ':/x' } },
  ],
  ['volume', { Driver: 'other', DriverOpts: { device: '/dev/sda1' } }],
  ['volume', { DriverOpts: { type: 'tmpfs', device: 'tmpfs', o: 'size=100m' } }],
  ['command', { Cmd: ['sh'], Privileged: false, User: 'root' }],
  [
    'service',
    { TaskTemplate: { ContainerSpec: { Image: 'a', Privileges: {} }, Runtime: 'container' } },
  ],
  ['host-config', { Memory: 1 }],
  ['container', null],
])('a %s of %j passes every rule', (kind, body) => {
  expect(judgeDockerBody(everything, kind, body)).toBeNull();
});

test('a list that is none is taken for the worst', () => {
  const body = { HostConfig: { Binds: { 0: '/:/host' } } };
  expect(judgeDockerBody(everything, 'container', body)).toMatchObject({ rule: 'host-binds' });
});
