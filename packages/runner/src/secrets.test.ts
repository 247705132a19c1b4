/** Where a secret could turn up beside the output of its script. */
import { declareWith } from '@moorgate/testing';
import { namespacesHere, type RunnerGround, startGround } from './test-support/runner-ground.ts';

const namespaces = await namespacesHere();
const secret = 'hunter22secret';
const key = '-----BEGIN KEY-----\nbGluZSBvbmUgb2YgaXQ\nbGluZSB0d28gb2YgaXQ\n-----END KEY-----\n';

declareWith(namespaces, describe)('a secret of a run', () => {
  let ground: RunnerGround;
  const logged: string[] = [];
  beforeAll(async () => {
    const bubblewrap = namespaces.isThere ? namespaces.bubblewrap : '';
    ground = await startGround(bubblewrap, {}, (line) => logged.push(line));
  });
  afterAll(() => ground.close());
  const secrets = { token: secret, key };
  const publishing = { publishes: { apps: true, tags: [], network: false } };

  const expectUntold = (text: string): void => {
    for (const one of [secret, Buffer.from(secret).toString('base64'), ...key.split('\n')])
      if (one !== '') expect(text).not.toContain(one);
  };

  test('is masked however slowly it is printed, and in whatever lines', async () => {
    const script = `#!/bin/bash
value=$(cat /secrets/token)
for ((i = 0; i < \${#value}; i++)); do printf %s "\${value:i:1}"; sleep 0.03; done; echo
printf %s "$value" | base64
base64 -w0 /secrets/token | fold -w 5 | while read -r part || [ -n "$part" ]; do printf %s "$part"; sleep 0.1; done; echo
cat /secrets/key; while read -r line; do echo "> $line <"; done </secrets/key
base64 /secrets/key; xxd -p /secrets/token 2>/dev/null || od -An -v -tx1 /secrets/token | tr -d ' '
echo end`;
    const { console, completion } = await ground.execute(script, { secrets });
    expect(completion).toEqual({ status: 'PASSED' });
    expect(console).toMatch(/\n\[secret\]\n\[secret\]\n\[secret\]\n[^]*> \[secret\] <\n[^]*end\n$/);
    expectUntold(console);
  });

  test('is in no name of an artifact', async () => {
    const script = `mkdir -p /archive/$(cat /secrets/token); cd /archive; echo x >fine
echo x >$(cat /secrets/token)/a; echo x >log-$(base64 /secrets/token | tr -d =).txt`;
    const { console, run } = await ground.execute(script, { secrets });
    expect([...run.artifacts.keys()]).toEqual(['fine']);
    expect(console).toContain('[secret]/a has a secret in its name; it is left out.');
    expectUntold(console);
  });

  test('is in no reason that a run failed for, and in no line that the runner logs', async () => {
    const script = `mkdir /repo/app
echo "services: {s: {image: \\"$(cat /secrets/token):no name\\"}}" >/repo/app/docker-compose.yml`;
    const { console, completion } = await ground.execute(script, { secrets, ...publishing });
    expect(completion).toEqual({
      status: 'FAILED',
      message: expect.stringContaining('[secret]:no name is no name of an image'),
    });
    expect(logged.join('')).toContain('[secret]:no name');
    expectUntold(console + JSON.stringify(completion) + logged.join(''));
  });
});
