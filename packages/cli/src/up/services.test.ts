import { startService } from './services.ts';

const command = {
  name: 'some service',
  entry: 'nowhere.js',
  environment: {},
  addressVariable: 'MOORGATE_SOME_ADDR',
};

test('a service that cannot be forked is told in one sentence', async () => {
  const { execPath } = process;
  process.execPath = '/nowhere/node';
  try {
    await expect(startService(command)).rejects.toThrow(
      'some service did not start (spawn /nowhere/node ENOENT); its log says why',
    );
  } finally {
    process.execPath = execPath;
  }
});
