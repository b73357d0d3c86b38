import { messageFor } from 'c/errors';

describe('c-errors', () => {
  it('shows what the server wrote for people', () => {
    expect(messageFor({ body: { message: 'not yours' } }, 'sorry')).toBe('not yours');
    expect(messageFor({ body: [{ message: 'locked' }] }, 'sorry')).toBe('locked');
  });

  it('falls back for technical failures', () => {
    expect(messageFor(new TypeError('x is undefined'), 'sorry')).toBe('sorry');
    expect(messageFor(undefined, 'sorry')).toBe('sorry');
  });
});
