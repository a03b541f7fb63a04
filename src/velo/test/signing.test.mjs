import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSigned, signed } from 'backend/parleySigning';

/** The example of the Standard Webhooks specification. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const ID = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const TIME = 1614265330;
const BODY = '{"test": 2432232314}';
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

test('signs as the specification does', () => {
  assert.deepEqual(signed(ID, BODY, SECRET, TIME), { 'webhook-id': ID, 'webhook-timestamp': String(TIME), 'webhook-signature': SIGNATURE });
});

test('text outside of ASCII is signed as UTF-8', () => {
  const headers = signed('m', '{"text":"שלום — ¿qué?"}', SECRET, TIME);
  assert.ok(isSigned(headers, '{"text":"שלום — ¿qué?"}', SECRET, TIME * 1000));
});

const right = { 'webhook-id': ID, 'webhook-timestamp': String(TIME), 'webhook-signature': SIGNATURE };
/** @type {[string, Record<string, string | undefined>, string, string, number, boolean][]} */
const CASES = [
  ['as signed', right, BODY, SECRET, 0, true],
  ['one of several signatures', { ...right, 'webhook-signature': `v1,bm8= ${SIGNATURE}` }, BODY, SECRET, 0, true],
  ['one of several secrets', right, BODY, `${OTHER}, ${SECRET}`, 0, true],
  ['five minutes late', right, BODY, SECRET, 300, true],
  ['later', right, BODY, SECRET, 301, false],
  ['from the future', right, BODY, SECRET, -301, false],
  ['another secret', right, BODY, OTHER, 0, false],
  ['another body', right, `${BODY} `, SECRET, 0, false],
  ['another id', { ...right, 'webhook-id': 'm' }, BODY, SECRET, 0, false],
  ['another version', { ...right, 'webhook-signature': SIGNATURE.replace('v1', 'v2') }, BODY, SECRET, 0, false],
  ['no id', { ...right, 'webhook-id': undefined }, BODY, SECRET, 0, false],
  ['no time', { ...right, 'webhook-timestamp': undefined }, BODY, SECRET, 0, false],
  ['a time that is none', { ...right, 'webhook-timestamp': '1e9' }, BODY, SECRET, 0, false],
  ['no signature', { ...right, 'webhook-signature': undefined }, BODY, SECRET, 0, false],
  ['an empty one', { ...right, 'webhook-signature': 'v1,' }, BODY, SECRET, 0, false],
];
for (const [name, headers, body, secret, later, expected] of CASES) {
  test(`${expected ? 'takes' : 'refuses'} ${name}`, () => {
    assert.equal(isSigned(headers, body, secret, (TIME + later) * 1000), expected);
  });
}

test('a secret in another form is said to be one', () => {
  assert.throws(() => signed(ID, BODY, 'hunter2'), /must begin with whsec_/);
});
