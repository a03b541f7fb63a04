import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { fetchUpdates, sendMessage } from 'backend/parley.web';
import { reset, wix } from './fakes/wix.mjs';
import { COMPLETION, functionSays, isRightlySigned } from './function.mjs';

const MESSAGE = { sessionId: 's1', messageId: 'm1', text: 'Where is my order?' };
const RETRY = { headers: { 'Retry-After': '0' } };

beforeEach(() => {
  reset();
  mock.restoreAll();
  mock.method(console, 'error', () => {});
  mock.method(console, 'warn', () => {});
});

test('the URL and the secrets are read once', async () => {
  const calls = functionSays({ body: COMPLETION });
  await Promise.all([sendMessage(MESSAGE), sendMessage({ ...MESSAGE, messageId: 'm2' })]);
  await sendMessage({ ...MESSAGE, messageId: 'm3' });
  assert.equal(calls.length, 3);
  assert.equal(wix.secretReads, 3, 'URL, secret, and the site that there need not be');
});

test('web methods may be called by anyone', () => {
  assert.equal(/** @type {any} */ (sendMessage).permission, 'Anyone');
  assert.equal(/** @type {any} */ (fetchUpdates).permission, 'Anyone');
});

test('a message is signed, by its own id, and says who Wix says it is from', async () => {
  const calls = functionSays({ body: COMPLETION });
  const result = await sendMessage({ ...MESSAGE, context: { locale: 'en-GB', page: '/cart', device: 'mobile' } });
  assert.equal(result.kind === 'answer' && result.reply, 'Soon.');
  assert.equal(calls[0].url, 'https://parley.example/chat');
  assert.equal(calls[0].headers['webhook-id'], 'm1');
  assert.equal(calls[0].headers['parley-site'], 'default');
  assert.ok(isRightlySigned(calls[0]));
  assert.deepEqual(calls[0].json, {
    ...MESSAGE,
    visitor: { id: 'visitor-1' },
    context: { locale: 'en-GB', environment: { page: '/cart', device: 'mobile' } },
  });
});

test('what a browser says of visitor, account or order is not believed', async () => {
  const calls = functionSays({ body: COMPLETION });
  const forged = { ...MESSAGE, visitor: { id: 'somebody' }, context: { locale: 'en', account: { memberId: 'boss' }, order: { number: '1' }, facts: { vip: 'yes' } } };
  await sendMessage(/** @type {any} */ (forged));
  assert.deepEqual(calls[0].json.visitor, { id: 'visitor-1' });
  assert.deepEqual(calls[0].json.context, { locale: 'en', environment: {} });
});

test('of a member, account and plan are known', async () => {
  const calls = functionSays({ body: COMPLETION });
  wix.token = { subjectType: 'MEMBER', subjectId: 'member-1' };
  wix.member = { _id: 'member-1', loginEmail: 'ada@example.com', contact: { firstName: 'Ada', lastName: 'Example' }, _createdDate: new Date('2024-05-01T10:00:00Z') };
  wix.plans = [{ planName: 'Gold', status: 'ACTIVE', currentCycle: { endedDate: new Date('2026-12-01T00:00:00Z') } }];
  await sendMessage(MESSAGE);
  assert.deepEqual(calls[0].json.context, {
    account: { memberId: 'member-1', name: 'Ada Example', email: 'ada@example.com', memberSince: '2024-05-01' },
    plan: { name: 'Gold', status: 'active', renewsOn: '2026-12-01' },
    environment: {},
  });
});

test('a site without pricing plans says what else it knows', async () => {
  const calls = functionSays({ body: COMPLETION });
  wix.token = { subjectType: 'MEMBER', subjectId: 'member-1' };
  wix.member = { _id: 'member-1' };
  wix.plans = /** @type {any} */ (null);
  await sendMessage(MESSAGE);
  assert.deepEqual(calls[0].json.context, { account: { memberId: 'member-1' }, environment: {} });
});

test('context that does not come in time is left out', async () => {
  const calls = functionSays({ body: COMPLETION });
  wix.token = { subjectType: 'MEMBER', subjectId: 'member-1' };
  wix.member = () => new Promise(() => {});
  mock.timers.enable({ apis: ['setTimeout'] });
  const result = sendMessage({ ...MESSAGE, context: { locale: 'de' } });
  await settled();
  mock.timers.tick(1500);
  mock.timers.reset();
  assert.equal((await result).kind, 'answer');
  assert.deepEqual(calls[0].json.context, { locale: 'de', environment: {} });
});

test('a member of the context that the function refuses does not keep the visitor from asking', async () => {
  const errors = [{ pointer: '#/context/account/name', detail: 'must have at most 128 characters' }];
  const calls = functionSays({ status: 422, body: { errors } }, { body: COMPLETION });
  wix.token = { subjectType: 'MEMBER', subjectId: 'member-1' };
  wix.member = { _id: 'member-1', contact: { firstName: 'x'.repeat(200) } };
  assert.equal((await sendMessage(MESSAGE)).kind, 'answer');
  assert.equal(calls.length, 2);
  assert.deepEqual(calls[1].json.context.account, { memberId: 'member-1' });
  assert.ok(isRightlySigned(calls[1]));
});

test('a message that the function refuses is not sent again', async () => {
  const errors = [{ pointer: '#/text', detail: 'is too long' }, { pointer: '#/context/account/name', detail: 'as well' }];
  const calls = functionSays({ status: 422, body: { errors } });
  assert.equal((await sendMessage(MESSAGE)).kind, 'invalid');
  assert.equal(calls.length, 1);
});

/** @type {[string, import('./function.mjs').Says, number][]} */
const FIRST_ANSWERS = [
  ['nobody answers', new Error('refused'), 2],
  ['it is being answered', { status: 409, ...RETRY }, 2],
  ['502', { status: 502 }, 2],
  ['too much at once', { status: 503, ...RETRY }, 2],
  ['504', { status: 504 }, 2],
  ['a wait that is too long', { status: 503, headers: { 'Retry-After': '30' } }, 1],
  ['the limit', { status: 429, ...RETRY }, 1],
  ['a fault', { status: 500 }, 1],
  ['a foreign session', { status: 403 }, 1],
  ['a refused signature', { status: 401 }, 1],
];
for (const [name, first, expected] of FIRST_ANSWERS) {
  test(`${name}: ${expected} call${expected > 1 ? 's, the second the same as the first' : ''}`, async () => {
    const calls = functionSays(first, { body: COMPLETION });
    const result = await sendMessage(MESSAGE);
    assert.equal(calls.length, expected);
    assert.equal(result.kind === 'answer', expected === 2);
    if (expected === 2) {
      assert.equal(calls[1].body, calls[0].body);
      assert.equal(calls[1].headers['webhook-id'], 'm1');
      assert.ok(isRightlySigned(calls[1]));
    }
  });
}

test('a function that stays away is asked twice', async () => {
  const calls = functionSays(new Error('refused'));
  assert.deepEqual(await sendMessage(MESSAGE), { kind: 'unavailable', retryAfterSeconds: null });
  assert.equal(calls.length, 2);
});

test('a function that says nothing is given up before Velo gives up', async () => {
  const calls = functionSays('nothing');
  mock.timers.enable({ apis: ['setTimeout'] });
  const result = sendMessage(MESSAGE);
  for (let second = 0; second < 12; second++) {
    await settled();
    mock.timers.tick(1000);
  }
  mock.timers.reset();
  assert.deepEqual(await result, { kind: 'unavailable', retryAfterSeconds: null });
  assert.ok(calls.length <= 2);
});

test('a secret that was changed is read again, but not at each refusal', async () => {
  const calls = functionSays({ status: 401 });
  const now = Date.now();
  await sendMessage(MESSAGE);
  assert.equal(calls.length, 1, 'read lately');
  mock.method(Date, 'now', () => now + 120_000);
  const reads = wix.secretReads;
  await sendMessage(MESSAGE);
  assert.equal(calls.length, 3);
  assert.equal(wix.secretReads, reads + 3);
  await sendMessage(MESSAGE);
  assert.equal(calls.length, 4);
});

test('ids that no header could bear never leave', async () => {
  const calls = functionSays({ body: COMPLETION });
  for (const bad of ['', 'a b', 'x'.repeat(65), 'a\r\nX-Evil: 1', 7, null, undefined, {}]) {
    assert.equal((await sendMessage(/** @type {any} */ ({ ...MESSAGE, messageId: bad }))).kind, 'invalid');
    assert.equal((await sendMessage(/** @type {any} */ ({ ...MESSAGE, sessionId: bad }))).kind, 'invalid');
    assert.equal((await fetchUpdates(/** @type {any} */ ({ sessionId: bad }))).kind, 'invalid');
  }
  assert.equal((await sendMessage(/** @type {any} */ ({ ...MESSAGE, text: 7 }))).kind, 'invalid');
  assert.equal(calls.length, 0);
});

test('a visitor that Wix does not name is not taken for another', async () => {
  const calls = functionSays({ body: COMPLETION });
  wix.token = new Error('no token');
  assert.equal((await sendMessage(MESSAGE)).kind, 'unavailable');
  assert.equal((await fetchUpdates({ sessionId: 's1' })).kind, 'unavailable');
  assert.equal(calls.length, 0);
});

test('control characters and lengths of what the page says are put right', async () => {
  const calls = functionSays({ body: COMPLETION });
  await sendMessage({ ...MESSAGE, context: { page: `/a\u0000\n${'b'.repeat(600)}`, device: /** @type {any} */ (7), locale: ' de ' } });
  const { environment, locale } = calls[0].json.context;
  assert.equal(environment.page.length, 512);
  assert.ok(environment.page.startsWith('/a  b'));
  assert.equal(environment.device, undefined);
  assert.equal(locale, 'de');
});

test('news are asked for by a new id each time, with who Wix says it is', async () => {
  const news = { owner: 'human', cursor: '5-0', messages: [] };
  const calls = functionSays({ body: news });
  const query = { sessionId: 's1', cursor: '4-0', waitSeconds: 8 };
  assert.deepEqual(await fetchUpdates(query), { kind: 'updates', ...news, ticket: null });
  await fetchUpdates({ sessionId: 's1', waitSeconds: 99 });
  assert.equal(calls[0].url, 'https://parley.example/updates');
  const { messageId, ...rest } = calls[0].json;
  assert.deepEqual(rest, { sessionId: 's1', visitor: { id: 'visitor-1' }, cursor: '4-0', waitSeconds: 8 });
  assert.equal(calls[0].headers['webhook-id'], messageId);
  assert.ok(isRightlySigned(calls[0]));
  assert.notEqual(calls[1].json.messageId, messageId);
  assert.equal(calls[1].json.waitSeconds, 8);
});

test('nothing that a visitor wrote is logged', async () => {
  functionSays({ status: 500, body: { type: 'urn:parley:problem:fault', requestId: 'r1' } });
  await sendMessage({ ...MESSAGE, text: 'my secret text' });
  const logged = [console.error, console.warn].flatMap((log) => /** @type {any} */ (log).mock.calls.flatMap((/** @type {any} */ call) => call.arguments));
  assert.ok(logged.includes('r1'));
  assert.doesNotMatch(logged.join(), /secret text/);
});

/** Lets what has been promised happen. */
function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}
