import { inheritedEnvironment } from './config.ts';

const present = { ...process.env };
afterEach(() => {
  process.env = { ...present };
});

test('services inherit the environment, but no secret of the operator and no address of another database', () => {
  process.env = {
    LANG: 'C.UTF-8',
    MOORGATE_LOG_LEVEL: 'warn',
    PGSSLMODE: 'verify-full',
    DATABASE_URL: 'postgres://owner:secret@host/moorgate',
    DATABASE_PASSWORD: 'secret',
    MOORGATE_ADMIN_PASSWORD_FILE: '/run/secrets/admin-password',
    PGHOST: 'elsewhere',
    PGUSER: 'postgres',
    PGPASSWORD: 'secret',
    PGPASSFILE: 'pgpass',
  };
  expect(inheritedEnvironment()).toEqual({
    LANG: 'C.UTF-8',
    MOORGATE_LOG_LEVEL: 'warn',
    PGSSLMODE: 'verify-full',
  });
});
