/** What a script in namespaces of its own sees: the arguments of bubblewrap (bwrap(1)). */
import { lstatSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { IsolatedScript } from '../isolation.ts';

/** Of `/etc`: what programs need to find libraries, CAs, alternatives and the time. Nothing of it is secret. */
const readableOfEtc = [
  'alternatives',
  'ca-certificates.conf',
  'debian_version',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'magic',
  'mime.types',
  'os-release',
  'protocols',
  'services',
  'ssl/certs',
  'ssl/openssl.cnf',
  'terminfo',
  'timezone',
];

/** `/bin` and its like: links into `/usr` where the system has merged them, else folders. */
const programFolders = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'];

const systemFolder = (path: string): string[] => {
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (entry === undefined) return [];
  return entry.isSymbolicLink()
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path];
};

/** Everything but the user namespace: with one, the user would be another one inside than outside. */
const namespaces = [
  '--unshare-pid',
  '--unshare-net',
  '--unshare-ipc',
  '--unshare-uts',
  '--unshare-cgroup',
];

const temporary = (bytes: number, path: string): string[] => [
  ...['--perms', '1777', '--size', String(bytes), '--tmpfs', path],
];

/**
 * The root: system folders that can be read, the folders of the run, `/tmp` and `/dev/shm` in memory, the devices that are no
 * hardware, and a `/proc` of its own processes. Nothing else of this host is there, and nothing there is set-user-ID. It ends
 * with the runner, and has no terminal.
 */
export const sandboxArguments = (script: IsolatedScript, etc: string): string[] => {
  const { folder, limits } = script;
  return [
    ...namespaces,
    '--die-with-parent',
    '--new-session',
    ...['--hostname', 'run'],
    ...['--ro-bind', '/usr', '/usr'],
    ...programFolders.flatMap(systemFolder),
    ...['--dir', '/etc'],
    ...readableOfEtc.flatMap((name) => {
      const path = join('/etc', name);
      return ['--ro-bind-try', path, path];
    }),
    ...['passwd', 'group', 'hosts', 'nsswitch.conf'].flatMap((name) => [
      ...['--ro-bind', join(etc, name), join('/etc', name)],
    ]),
    ...['--proc', '/proc'],
    ...['--dev', '/dev'],
    ...temporary(limits.temporaryBytes, '/dev/shm'),
    ...temporary(limits.temporaryBytes, '/tmp'),
    ...['--dir', '/run', '--dir', '/var', '--symlink', '/tmp', '/var/tmp'],
    ...['--bind', folder.repository, '/repo'],
    ...['--bind', folder.archive, '/archive'],
    ...['--ro-bind', folder.secrets, '/secrets'],
    ...['--ro-bind', folder.script, '/script-repo'],
    ...Object.entries(folder.volumes).flatMap(([path, source]) => ['--bind', source, path]),
    ...['--remount-ro', '/'],
    ...['--chdir', '/'],
    // The environment of the script is for the script alone: some of it would steer the programs that come before it.
    '--clearenv',
    // What it takes to become the user of the run; that program gives up these too.
    ...['--cap-drop', 'ALL'],
    ...['SETUID', 'SETGID', 'SETPCAP'].flatMap((name) => ['--cap-add', `CAP_${name}`]),
  ];
};

/** Files of `/etc` that know nobody but root and the user of the run. */
export const etcFiles = (userId: number): Readonly<Record<string, string>> => ({
  passwd: `root:x:0:0:root:/nonexistent:/usr/sbin/nologin\nrun:x:${userId}:${userId}:run:/tmp:/bin/sh\n`,
  group: `root:x:0:\nrun:x:${userId}:\n`,
  hosts: '127.0.0.1 localhost run\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files dns\n',
});
