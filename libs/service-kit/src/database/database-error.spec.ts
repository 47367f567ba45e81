import { DatabaseError } from './database-error.js';

test.each([
  ['08006', true],
  ['57P01', true],
  ['ECONNREFUSED', true],
  ['EAI_AGAIN', true],
  ['ENETUNREACH', true],
  ['EMFILE', true],
  ['23505', false],
  ['ERR_INVALID_URL', false],
  ['ERR_SOCKET_BAD_PORT', false],
  ['EACCES', false],
])('%s: that there is no server just now is %p', (code, isUnreachable) => {
  expect(new DatabaseError('database: it failed', code).isUnreachable).toBe(isUnreachable);
});
