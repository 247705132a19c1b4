/** What a script tries from inside of its isolation, and what comes of it. */
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declareWith } from '@moorgate/testing';
import { namespacesHere, type RunnerGround, startGround } from './test-support/runner-ground.ts';
import { listProcessesOf } from './workspace/processes-of-user.ts';

const namespaces = await namespacesHere();

declareWith(namespaces, describe)('a script in namespaces', () => {
  let ground: RunnerGround;
  /** What belongs to this host, and would be readable for every user of it. */
  let host: string;
  let listeners: Server[];

  const listenAt = async (address: { path: string } | { port: number }): Promise<Server> => {
    const server = createServer((socket) => socket.end('let in'));
    server.listen({ host: '127.0.0.1', ...address });
    await once(server, 'listening');
    return server;
  };
  beforeAll(async () => {
    ground = await startGround(namespaces.isThere ? namespaces.bubblewrap : '', { slots: 2 });
    host = await mkdtemp(join(tmpdir(), 'moorgate-host-'));
    await chmod(host, 0o755);
    await writeFile(join(host, 'key'), 'a key of this host', { mode: 0o644 });
    listeners = [
      await listenAt({ path: join(host, 'socket') }),
      await listenAt({ path: '\0moorgate-test-abstract' }),
      await listenAt({ port: 0 }),
    ];
    await chmod(join(host, 'socket'), 0o777);
  });
  afterAll(async () => {
    for (const server of listeners) server.close();
    await ground.close();
    await rm(host, { recursive: true });
  });

  /** Each probe prints its name only where it gets through. */
  const probe = (name: string, command: string): string =>
    `if ${command} >/tmp/out 2>&1; then echo "THROUGH ${name}: $(head -c 200 /tmp/out)"; fi\n`;

  /** Of every run of this runner that has ended. */
  const runIds = new Set<string>();

  const run = async (script: string, more?: Record<string, unknown>) => {
    const found = await ground.execute(`#!/bin/bash\n${script}`, more);
    runIds.add(found.run.order.runId);
    return { ...found, lines: found.console.split('\n') };
  };

  /** The user whose id the script printed, and what is left of it. */
  const userIn = (console: string): number => Number(/^uid (\d+)$/m.exec(console)?.[1]);

  test('sees no file, no socket, no port and no process of its host', async () => {
    const port = (listeners[2]?.address() as AddressInfo).port;
    const probes = [
      probe('file of the host', `cat ${host}/key`),
      probe('folder of the host', `ls ${host}`),
      probe(
        'socket of the host',
        `perl -MIO::Socket::UNIX -e 'IO::Socket::UNIX->new(Peer=>"${host}/socket") or die'`,
      ),
      probe(
        'abstract socket',
        `perl -MSocket -e 'socket(S,AF_UNIX,SOCK_STREAM,0); connect(S,pack("S a*",1,"\\0moorgate-test-abstract")) or die'`,
      ),
      probe('port on loopback', `bash -c 'exec 3<>/dev/tcp/127.0.0.1/${port}'`),
      probe('network', `bash -c 'exec 3<>/dev/tcp/192.0.2.1/80'`),
      probe('interfaces', `grep -v -e lo: -e '|' /proc/net/dev`),
      probe('runner', `ls ${ground.workDir}`),
      probe('other runs', `ls ${ground.workDir}/runs`),
      probe('engine', 'test -e /var/run/docker.sock -o -e /run/docker.sock'),
      probe('home of root', 'ls /root'),
      probe('/etc/shadow', 'cat /etc/shadow'),
      probe('private keys', 'ls /etc/ssl/private'),
      probe('/var/lib', 'ls /var/lib'),
      probe('/sys', 'ls /sys/kernel'),
      probe('disks', 'ls /dev/vda /dev/sda /dev/mem /dev/kmsg /dev/loop0'),
      probe('root of its init', 'ls /proc/1/root/'),
      probe('environment of its init', 'cat /proc/1/environ'),
      probe('processes of the host', `ls -d /proc/${process.pid}`),
      probe(
        'what the sandbox was told',
        `tr '\\0' ' ' </proc/1/cmdline | grep -e --bind -e ${ground.workDir}`,
      ),
    ];
    const { lines, completion } = await run(`${probes.join('')}echo end`);
    expect(lines.filter((line) => line.startsWith('THROUGH'))).toEqual([]);
    expect(lines).toContain('end');
    expect(completion['status']).toBe('PASSED');
  });

  test('has no rights, gets none, and cannot make namespaces or mounts', async () => {
    const probes = [
      probe('set-user-ID program', 'su -c id'),
      probe(
        'own set-user-ID program',
        'cp /usr/bin/id /repo/id && chmod 4755 /repo/id && /repo/id | grep euid=0',
      ),
      probe('user namespace', 'unshare --user --map-root-user id'),
      probe('mount', 'mount -t tmpfs none /tmp'),
      probe('mount namespace', 'unshare --mount id'),
      probe('writing to /usr', 'touch /usr/bin/x'),
      probe('writing to /etc', 'touch /etc/x'),
      probe('writing to /', 'touch /x'),
      probe('writing to the script', 'echo x >>/script-repo/do_run'),
      probe('writing to its secrets', 'echo x >/secrets/y'),
      probe('chroot', 'chroot /repo'),
      probe('device', 'mknod /repo/device b 254 0'),
      probe('signal to its init', 'kill -9 1'),
      probe('sysctl', 'echo 1 >/proc/sys/kernel/panic'),
      probe('sysrq', 'echo b >/proc/sysrq-trigger'),
      probe(
        'tracing',
        `perl -e 'exit(syscall(${process.arch === 'arm64' ? 117 : 101},16,1,0,0)==0?0:1)'`,
      ),
      probe(
        'keys',
        `perl -e 'exit(syscall(${process.arch === 'arm64' ? 219 : 250},0,-3,0)>=0?0:1)'`,
      ),
      probe('chown', 'chown 0 /repo'),
      probe('priority', 'nice -n -5 true 2>&1 | grep -v cannot'),
    ];
    const status = `grep -E '^(Cap|NoNewPrivs|Seccomp:|Groups)' /proc/self/status; ls -l /proc/self/fd | sed s/^/fd:/\n`;
    const { lines } = await run(`${probes.join('')}${status}`);
    expect(lines.filter((line) => line.startsWith('THROUGH'))).toEqual([]);
    const rights = lines.filter((line) => /^(Cap|NoNew|Seccomp|Groups)/.test(line));
    expect(rights.map((line) => line.replace(/\s+/g, ' ').trim())).toEqual([
      expect.stringMatching(/^Groups:( 19500\d{5})?$/),
      ...['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((one) => `Cap${one}: 0000000000000000`),
      'NoNewPrivs: 1',
      'Seccomp: 2',
    ]);
    // Standard streams, and the folder that is being listed: no file of the runner is left open.
    const files = lines.filter((line) => line.startsWith('fd:') && line.includes(' -> '));
    expect(files.map((line) => line.replace(/^.* (\d+ -> \D+).*$/, '$1'))).toEqual([
      '0 -> /dev/null',
      '1 -> pipe:[',
      '2 -> socket:[',
      '3 -> /proc/',
    ]);
  });

  test('its parameters steer no program but its own: none that still has rights, and none that sets its limits', async () => {
    // The loader of the C library writes down for whom it works, wherever these reach it.
    const params = { LD_DEBUG: 'files', LD_DEBUG_OUTPUT: '/tmp/loader' };
    const script = `echo uid $(id -u)
stat -c 'owner %u' /tmp/loader.*
grep -h -o 'initialize program: .*' /tmp/loader.*`;
    const { console, lines } = await run(script, { params });
    const owners = lines.filter((line) => line.startsWith('owner '));
    expect(new Set(owners)).toEqual(new Set([`owner ${userIn(console)}`]));
    expect(lines.join()).toMatch(/initialize program: \S*bash/);
    expect(lines.join()).not.toMatch(/initialize program: \S*(setpriv|prlimit|bwrap)/);
  });

  test('daemons that it leaves behind end with it', async () => {
    const script = `echo uid $(id -u)
setsid sh -c 'trap "" TERM HUP; while :; do sleep 1; done' </dev/null >/dev/null 2>&1 &
perl -MPOSIX -e 'fork and exit; setsid; fork and exit; $SIG{TERM}="IGNORE"; sleep 600'
echo daemonised`;
    const { console, completion } = await run(script);
    expect(console).toContain('daemonised');
    expect(completion['status']).toBe('PASSED');
    expect(await listProcessesOf(userIn(console))).toEqual([]);
  });

  test('a fork bomb stays within its limit, and ends with the run', async () => {
    const script = `echo uid $(id -u)
b() { b | b & }; b 2>/dev/null
sleep 600`;
    const bomb = ground.order(`#!/bin/bash\n${script}`, { timeoutSeconds: 4 });
    runIds.add(bomb.order.runId);
    // Another run of the same runner goes on meanwhile.
    const { completion } = await run('for i in 1 2 3; do sleep 0.2; /bin/echo $i; done');
    expect(completion['status']).toBe('PASSED');
    expect(await ground.server.completed(bomb)).toMatchObject({ status: 'FAILED' });
    const userId = userIn(bomb.console.toString());
    expect(userId).toBeGreaterThan(1_900_000_000);
    expect(await listProcessesOf(userId)).toEqual([]);
  }, 60_000);

  test('what takes more memory than it may is ended', async () => {
    const { console, completion } = await run(
      `perl -e '$x = "a" x 1e6; push @y, $x."$_" for 1..400'; exit $?`,
    );
    expect(completion['status']).toBe('FAILED');
    expect(console).toMatch(
      /== A process was ended: the run may have 134217728 bytes of memory\.|Out of memory/,
    );
  });

  test('what fills /tmp or the disk is ended, and the disk is free again', async () => {
    const { lines } = await run('head -c 20M /dev/zero >/tmp/fill || echo full');
    expect(lines.join()).toMatch(/No space left on device.*full/);
    const { completion } = await run(
      'for i in $(seq 100); do head -c 8M /dev/zero >/repo/$i; done; sleep 60',
    );
    expect(completion['message']).toBe(
      'The run takes more disk than the 67108864 bytes that it may.',
    );
  }, 60_000);

  test('too many files end it, and a tree without end is removed', async () => {
    const { completion } = await run(
      `perl -e 'for (1..3000) { mkdir "d" and chdir "d" or last } ; chdir "/repo"; for (1..9000) { open F, ">", "f$_" }'; sleep 60`,
    );
    expect(completion['message']).toMatch(/more files than the 5000/);
  }, 60_000);

  test('gigabytes of output are cut, and the runner stays small', async () => {
    const before = process.memoryUsage().rss;
    const { console, completion } = await run('head -c 1G /dev/zero | tr "\\0" x; echo; echo end');
    expect(completion['status']).toBe('PASSED');
    expect(console.length).toBeLessThan(1.1 * 1024 * 1024);
    expect(console).toContain('the rest of it is left out');
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  }, 60_000);

  test('cannot read the workspace of another run that goes on', async () => {
    const other = ground.order(
      '#!/bin/sh\necho mine >/repo/file; echo ready; while :; do echo on; sleep 0.2; done',
    );
    await ground.server.until(() => other.console.includes('ready'));
    const path = join(ground.workDir, 'runs', other.order.runId, 'repo/file');
    expect(existsSync(path)).toBe(true);
    const { lines } = await run(
      probe('other run', `cat ${path}`) +
        probe('through proc', `cat /proc/*/root${path} /proc/*/cwd/file`),
    );
    expect(lines.filter((line) => line.startsWith('THROUGH'))).toEqual([]);
    other.cancel = true;
    await ground.server.until(() => other.completion !== null);
  }, 60_000);

  test('links that it leaves in its archive lead nowhere', async () => {
    const script = `ln -s ${host}/key /archive/key
ln -s ${host} /archive/folder
ln -s /proc/self/root /archive/root
mkfifo /archive/pipe
echo fine >/archive/fine
mkdir '/archive/bad name' && echo x >'/archive/bad name/x'`;
    const { run: served } = await run(script);
    expect([...served.artifacts.keys()]).toEqual(['fine']);
  });

  test('nothing of any of that is left on the host', async () => {
    await ground.runner.stop();
    for (const one of ['state', 'runs'])
      expect(await readdir(join(ground.workDir, one))).toEqual([]);
    expect(await readFile('/proc/self/mounts', 'utf8')).not.toContain(ground.workDir);
    const groups = ['pids', 'memory', 'cpu']
      .map((one) => `/sys/fs/cgroup/${one}/moorgate-runner`)
      .filter((one) => existsSync(one));
    // Runs of other runners of this host go on.
    const left = groups.flatMap((folder) => readdirSync(folder));
    expect(left.filter((one) => [...runIds].some((id) => one.endsWith(id)))).toEqual([]);
    expect(runIds.size).toBeGreaterThan(0);
  });
});
