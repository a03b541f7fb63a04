import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { wixCrmInbox_onMessageSentToParticipant as answered } from 'backend/events';
import { post_parleyChat, post_parleyDesk, post_parleyUpdates } from 'backend/http-functions';
import { signed } from 'backend/parleySigning';
import { reset, wix } from './fakes/wix.mjs';
import { COMPLETION, functionSays, isRightlySigned, SECRET } from './function.mjs';

const TICKET = {
  type: 'ticket.created',
  id: 't1',
  site: 'default',
  sessionId: '5f0c9c1e-6d0b',
  queue: 'support',
  reason: 'requested',
  intent: 'human',
  language: 'en',
  createdAt: '2026-11-23T09:00:00Z',
  dueAt: '2026-11-23T10:00:00Z',
  summary: 'human · requested · Can I talk to somebody?',
  context: {},
  transcript: [{ role: 'visitor', text: 'Can I talk to somebody?', at: '2026-11-23T09:00:00Z' }],
};
const MESSAGE = { type: 'message.created', ticketId: 't1', site: 'default', sessionId: '5f0c9c1e-6d0b', queue: 'support', messageId: 'm2', text: 'Hello?', at: '2026-11-23T09:01:00Z' };

beforeEach(() => {
  reset();
  mock.restoreAll();
  mock.method(console, 'error', () => {});
  functionSays({ body: { result: 'done' } });
});

/** @param {string} id @param {object} delivery @param {Record<string, string>} [headers] */
function delivered(id, delivery, headers) {
  const body = JSON.stringify(delivery);
  return post_parleyDesk(request(body, headers ?? signed(id, body, SECRET)));
}

/** @param {string} body @param {Record<string, string>} headers @returns {any} */
function request(body, headers = {}) {
  return { headers, ip: '203.0.113.7', body: { text: async () => body, json: async () => JSON.parse(body) } };
}

/** @param {string} text @param {object} [rest] */
function fromPerson(text, rest = {}) {
  const message = { _id: 'w1', direction: 'BUSINESS_TO_PARTICIPANT', visibility: 'BUSINESS_AND_PARTICIPANT', content: { basic: { items: [{ text }] } }, ...rest };
  return answered({ data: { conversationId: 'conversation-of-1', message: /** @type {any} */ (message) } });
}

test('a hand-off becomes a conversation with a contact, which only people see', async () => {
  const answer = await delivered('t1', TICKET);
  assert.deepEqual([answer.status, answer.body], [200, { reference: 'conversation-of-1' }]);
  assert.equal(wix.contacts.length, 1);
  assert.equal(wix.sent.length, 1);
  const { conversationId, message, options } = wix.sent[0];
  assert.equal(conversationId, 'conversation-of-1');
  assert.equal(message.visibility, 'BUSINESS');
  assert.equal(message.direction, 'PARTICIPANT_TO_BUSINESS');
  assert.match(message.content.basic.items[0].text, /human · requested[^]*2026-11-23T10:00:00Z[^]*visitor: Can I talk to somebody\?/);
  assert.ok(message.content.previewText.length <= 256);
  assert.deepEqual(options, { sendNotifications: true, sendAs: 'PARTICIPANT' });
});

test('a member is known to the Inbox', async () => {
  await delivered('t1', { ...TICKET, context: { account: { memberId: 'member-1' } } });
  assert.deepEqual([...wix.conversations.keys()], ['{"memberId":"member-1"}']);
  assert.equal(wix.contacts.length, 0);
});

test('whoever is known by an e-mail address is a contact with one', async () => {
  await delivered('t1', { ...TICKET, context: { account: { name: 'Ada', email: 'ada@example.com' } } });
  assert.deepEqual(wix.contacts[0], { name: { first: 'Ada', last: undefined }, emails: { items: [{ email: 'ada@example.com', primary: true }] } });
});

test('a delivery that comes again is filed once', async () => {
  await delivered('t1', TICKET);
  const again = await delivered('t1', TICKET);
  assert.deepEqual([again.status, again.body], [200, { reference: 'conversation-of-1' }]);
  assert.equal(wix.sent.length, 1);
});

test('one session has one contact, whatever its tickets', async () => {
  await delivered('t1', TICKET);
  await delivered('t2', { ...TICKET, id: 't2' });
  assert.equal(wix.contacts.length, 1);
  assert.equal(wix.sent.length, 2);
});

test('what the visitor writes on goes to the same conversation', async () => {
  await delivered('t1', TICKET);
  assert.equal((await delivered('t1_m2', MESSAGE)).status, 200);
  assert.deepEqual(wix.sent.map(({ conversationId }) => conversationId), ['conversation-of-1', 'conversation-of-1']);
  assert.equal(wix.sent[1].message.content.basic.items[0].text, 'Hello?');
});

test('a message before its ticket is to come again', async () => {
  assert.equal((await delivered('t1_m2', MESSAGE)).status, 500);
  await delivered('t1', TICKET);
  assert.equal((await delivered('t1_m2', MESSAGE)).status, 200);
});

test('what is not signed, or signed otherwise, is not filed', async () => {
  const body = JSON.stringify(TICKET);
  assert.equal((await delivered('t1', TICKET, {})).status, 401);
  assert.equal((await delivered('t1', TICKET, signed('t1', body, 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'))).status, 401);
  assert.equal((await delivered('t1', TICKET, signed('t1', `${body} `, SECRET))).status, 401);
  assert.equal((await delivered('t1', TICKET, signed('t1', body, SECRET, 1_600_000_000))).status, 401);
  assert.equal(wix.sent.length, 0);
});

test('an answer in the Inbox goes to the function, signed by the desk', async () => {
  await delivered('t1', TICKET);
  const calls = functionSays({ body: { result: 'done' } });
  await fromPerson('It is on its way.\nKim');
  assert.equal(calls[0].url, 'https://parley.example/desk');
  assert.deepEqual(calls[0].json, { eventId: 'w1', ticketId: 't1', type: 'reply', text: 'It is on its way.\nKim' });
  assert.equal(calls[0].headers['webhook-id'], 'w1');
  assert.ok(isRightlySigned(calls[0]));
});

/** @type {[string, object[]][]} */
const ENDS = [
  ['/bot', [{ eventId: 'w1-end', ticketId: 't1', type: 'release' }]],
  ['/done', [{ eventId: 'w1-end', ticketId: 't1', type: 'resolve' }]],
  ['Gladly! /done', [{ eventId: 'w1', ticketId: 't1', type: 'reply', text: 'Gladly!' }, { eventId: 'w1-end', ticketId: 't1', type: 'resolve' }]],
  ['Bye\n/bot', [{ eventId: 'w1', ticketId: 't1', type: 'reply', text: 'Bye' }, { eventId: 'w1-end', ticketId: 't1', type: 'release' }]],
  ['Go to /done', [{ eventId: 'w1', ticketId: 't1', type: 'reply', text: 'Go to' }, { eventId: 'w1-end', ticketId: 't1', type: 'resolve' }]],
  ['shop.example/done', [{ eventId: 'w1', ticketId: 't1', type: 'reply', text: 'shop.example/done' }]],
];
for (const [text, expected] of ENDS) {
  test(`${JSON.stringify(text)} in the Inbox`, async () => {
    await delivered('t1', TICKET);
    const calls = functionSays({ body: { result: 'done' } });
    await fromPerson(text);
    assert.deepEqual(calls.map(({ json }) => json), expected);
  });
}

test('notes, what visitors wrote, and other conversations stay where they are', async () => {
  await delivered('t1', TICKET);
  const calls = functionSays({ body: { result: 'done' } });
  await fromPerson('internal', { visibility: 'BUSINESS' });
  await fromPerson('ours', { direction: 'PARTICIPANT_TO_BUSINESS' });
  await fromPerson('', {});
  await answered({ data: { conversationId: 'another', message: /** @type {any} */ ({ _id: 'w2', direction: 'BUSINESS_TO_PARTICIPANT', content: {} }) } });
  await answered({});
  assert.equal(calls.length, 0);
});

test('an answer that cannot be told is said to be lost', async () => {
  await delivered('t1', TICKET);
  mock.method(console, 'warn', () => {});
  functionSays({ status: 503 });
  await assert.rejects(fromPerson('Hello'), /answered 503/);
});

test('an HTTP function tells the address, and never who the browser says it is', async () => {
  const calls = functionSays({ body: COMPLETION });
  const answer = await post_parleyChat(request(JSON.stringify({ sessionId: 's1', messageId: 'm1', text: 'Hi', visitor: { id: 'x' }, context: { locale: 'de', page: '/a', account: { memberId: 'boss' } } })));
  assert.equal(answer.status, 200);
  assert.equal(/** @type {any} */ (answer.body).reply, 'Soon.');
  assert.deepEqual(calls[0].json, { sessionId: 's1', messageId: 'm1', text: 'Hi', visitor: { ip: '203.0.113.7' }, context: { locale: 'de', environment: { page: '/a' } } });
});

test('an HTTP function asks for news', async () => {
  functionSays({ body: { owner: 'bot', cursor: '0-0', messages: [] } });
  const answer = await post_parleyUpdates(request(JSON.stringify({ sessionId: 's1', visitor: { id: 'x' } })));
  assert.equal(/** @type {any} */ (answer.body).kind, 'updates');
});

test('what is no JSON is refused', async () => {
  assert.equal((await post_parleyChat(request('{'))).status, 400);
  assert.equal((await post_parleyUpdates(request('"x"'))).status, 400);
  assert.equal((await delivered('t1', TICKET, signed('t1', JSON.stringify(TICKET), SECRET))).status, 200);
});
