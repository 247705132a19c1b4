import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSealingKeys, loadSealingKeys, openSecret, sealSecret } from './sealing-keys.ts';

const place = { table: 'second_factors', row: 'ada' };
const secret = Buffer.from('a secret of somebody');

describe('loadSealingKeys', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'moorgate-sealing-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('makes a key on the first start that its owner alone may read; processes that start at once get the same', async () => {
    const [made, ...others] = await Promise.all([1, 2, 3, 4].map(() => loadSealingKeys(folder)));
    expect((await stat(join(folder, 'sealing-keys.json'))).mode & 0o777).toBe(0o600);
    for (const other of others) expect(other).toEqual(made);
    expect(await readdir(folder)).toEqual(['sealing-keys.json']);
  });

  test('seals with the newest version and opens what older ones sealed', async () => {
    const older = await loadSealingKeys(folder);
    const sealed = sealSecret(older, place, secret);
    const both = {
      1: older.keys.get(1)!.toString('base64'),
      2: Buffer.alloc(32, 7).toString('base64'),
    };
    await writeFile(join(folder, 'sealing-keys.json'), JSON.stringify({ 'sealing-keys': both }));
    const newer = await loadSealingKeys(folder);
    expect(openSecret(newer, place, sealed)).toEqual(secret);
    expect(sealSecret(newer, place, secret).keyVersion).toBe(2);
  });

  test.each(['', '{}', '{"sealing-keys":{"1":"c2hvcnQ="}}'])(
    'refuses a file that holds %j without quoting it',
    async (text) => {
      await writeFile(join(folder, 'sealing-keys.json'), text);
      await expect(loadSealingKeys(folder)).rejects.toThrow(folder);
      await expect(loadSealingKeys(folder)).rejects.not.toThrow('c2hvcnQ');
    },
  );
});

describe('a sealed secret', () => {
  const keys = drawSealingKeys();

  test('opens in its place, and is another text each time', () => {
    const one = sealSecret(keys, place, secret);
    const other = sealSecret(keys, place, secret);
    expect(openSecret(keys, place, one)).toEqual(secret);
    expect(one.sealed).not.toEqual(other.sealed);
    expect(one.sealed.includes(secret)).toBe(false);
    expect(openSecret(keys, place, sealSecret(keys, place, Buffer.alloc(0)))).toHaveLength(0);
  });

  test('opens in no other row or table, under no other key or version, and not with a bit changed or cut off', () => {
    const sealed = sealSecret(keys, place, secret);
    const open = (
      from: Partial<typeof place>,
      stored: Partial<typeof sealed> = {},
      under = keys,
    ): Buffer => openSecret(under, { ...place, ...from }, { ...sealed, ...stored });
    expect(() => open({ row: 'bob' })).toThrow('belongs to another row');
    expect(() => open({ table: 'providers' })).toThrow('belongs to another row');
    expect(() => open({}, {}, drawSealingKeys())).toThrow('altered');
    expect(() => open({}, { keyVersion: 2 })).toThrow('no sealing key of version 2');
    expect(() => open({}, { keyVersion: 2 })).toThrow(
      expect.objectContaining({ code: 'sealed_secret_lost' }),
    );
    for (let index = 0; index < sealed.sealed.length; index += 1) {
      const changed = Buffer.from(sealed.sealed);
      changed[index]! ^= 1;
      expect(() => open({}, { sealed: changed })).toThrow('altered');
      expect(() => open({}, { sealed: sealed.sealed.subarray(0, index) })).toThrow('altered');
    }
  });

  test('does not open under another version of the same key', () => {
    const sealed = sealSecret(keys, place, secret);
    const twice = { currentVersion: 2, keys: new Map([...keys.keys, [2, keys.keys.get(1)!]]) };
    expect(() => openSecret(twice, place, { ...sealed, keyVersion: 2 })).toThrow('altered');
  });
});
