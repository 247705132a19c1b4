export { frozenClock, type FrozenClock } from './frozen-clock.ts';
export { createTestDatabase, type TestDatabase } from './test-database.ts';
