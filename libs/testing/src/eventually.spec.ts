import { eventually } from './eventually';

describe('eventually', () => {
  it('passes as soon as the assertion does, with its value', async () => {
    let attempts = 0;
    const value = await eventually(() => {
      attempts += 1;
      expect(attempts).toBeGreaterThanOrEqual(3);
      return 'arrived';
    });
    expect(value).toBe('arrived');
    expect(attempts).toBe(3);
  });

  it('fails with the last error when the time is over', async () => {
    let attempts = 0;
    const failing = eventually(() => Promise.reject(new Error(`attempt ${++attempts}`)), { timeoutMs: 50 });
    await expect(failing).rejects.toThrow(/^attempt \d+$/);
    expect(attempts).toBeGreaterThan(1);
  });

  it('tries at least once, however short the time', async () => {
    await expect(eventually(() => 1, { timeoutMs: 0 })).resolves.toBe(1);
  });
});
