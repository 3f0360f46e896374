import { type Script, scriptOfPostalCode, scriptOfToken } from './scripts';

const works: Script = { outcome: 'works' };
const unanswered: Script = { outcome: 'unanswered-once' };
const flaky = (times: number): Script => ({ outcome: 'fails-first', times, with: 'unavailable' });
const unknown: Script = { outcome: 'refused', refusal: 'token_unknown' };

describe('scriptOfToken', () => {
  it.each<[token: string, authorization: Script]>([
    ['tok_ok', works],
    ['tok_decline', { outcome: 'refused', refusal: 'card_declined' }],
    ['tok_insufficient_funds', { outcome: 'refused', refusal: 'insufficient_funds' }],
    ['tok_flaky_2', flaky(2)],
    ['tok_flaky_0', flaky(0)],
    ['tok_rate_limited_3', { outcome: 'fails-first', times: 3, with: 'rate_limited' }],
    ['tok_timeout_after_charge', unanswered],
    ['tok_slow_250', { outcome: 'slow', delayMs: 250 }],
    ['tok_slow_10000', { outcome: 'slow', delayMs: 10_000 }],
    ['tok_slow_10001', unknown],
    ['tok_flaky', unknown],
    ['tok_flaky_-1', unknown],
    ['tok_flaky_1.5', unknown],
    ['tok_flaky_2_', unknown],
    ['tok_ok_1', unknown],
    ['tok_capture_timeout_1', unknown],
    ['tok_capture_decline_1', unknown],
    ['tok_void_flaky', unknown],
    ['TOK_OK', unknown],
    ['constructor', unknown],
    ['__proto__', unknown],
    ['', unknown],
  ])('%s, and its capture works', (token, authorization) => {
    expect(scriptOfToken(token)).toEqual({ authorization });
  });

  it.each([
    ['tok_capture_flaky_2', flaky(2)],
    ['tok_capture_timeout', unanswered],
    ['tok_capture_decline', { outcome: 'refused', refusal: 'card_declined' }],
  ])('%s, which works until its capture', (token, capture) => {
    expect(scriptOfToken(token)).toEqual({ authorization: works, capture });
  });

  it('tok_void_flaky_3, which works until its void', () => {
    expect(scriptOfToken('tok_void_flaky_3')).toEqual({ authorization: works, void: flaky(3) });
  });
});

describe('scriptOfPostalCode', () => {
  const invalid: Script = { outcome: 'refused', refusal: 'address_invalid' };

  it.each<[postalCode: string, script: Script]>([
    ['N1 9GU', works],
    ['INVALID', invalid],
    ['invalid', invalid],
    ['FLAKY 2', flaky(2)],
    ['Flaky 2', flaky(2)],
    ['TIMEOUT', unanswered],
    ['timeout', unanswered],
    ['SLOW 20', { outcome: 'slow', delayMs: 20 }],
    ['slow 10000', { outcome: 'slow', delayMs: 10_000 }],
    ['SLOW 10001', works],
    ['SLOW', works],
    ['FLAKY', works],
    ['FLAKY2', works],
    ['INVALID 1', works],
    ['10115', works],
  ])('%s', (postalCode, script) => {
    expect(scriptOfPostalCode(postalCode)).toEqual(script);
  });
});
