/**
 * The site's code against a running function: what one signs the other must take. PARLEY_URL, PARLEY_SECRET, PARLEY_DESK_SECRET and
 * PARLEY_DESK_PORT name it; its desk is http://127.0.0.1:PARLEY_DESK_PORT/.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { wixCrmInbox_onMessageSentToParticipant as answered } from 'backend/events';
import { post_parleyDesk } from 'backend/http-functions';
import { fetchUpdates, sendMessage } from 'backend/parley.web';
import { signed } from 'backend/parleySigning';
import { reset, wix } from '../fakes/wix.mjs';

const { PARLEY_URL = '', PARLEY_SECRET = '', PARLEY_DESK_SECRET = '', PARLEY_DESK_PORT } = process.env;

/** What the desk answered to the function. @type {number[]} */
const filed = [];
const desk = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) {
    body += part;
  }
  const answer = await post_parleyDesk(/** @type {any} */ ({ headers: request.headers, body: { text: async () => body } }));
  filed.push(Number(answer.status));
  response.writeHead(Number(answer.status), { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
});

before(async () => {
  reset();
  wix.secrets = { 'parley-url': PARLEY_URL, 'parley-signing-secret': PARLEY_SECRET, 'parley-desk-secret': PARLEY_DESK_SECRET };
  wix.token = { subjectType: 'VISITOR', subjectId: `visitor-${randomUUID()}` };
  await new Promise((resolve) => desk.listen(Number(PARLEY_DESK_PORT), '127.0.0.1', () => resolve(undefined)));
});
after(() => desk.close());

const message = (/** @type {string} */ text, sessionId = randomUUID()) => ({ sessionId, messageId: randomUUID(), text, context: { locale: 'en', page: '/cart', device: 'desktop' } });

test('what the web method signs is answered, and answered the same again', async () => {
  const question = message('Do you ship to Norway? — ¿qué? שלום');
  const first = await sendMessage(question);
  assert.equal(first.kind, 'answer');
  assert.deepEqual(await sendMessage(question), first);
});

test('the session remembers', async () => {
  const question = message('Do you ship to Norway?');
  await sendMessage(question);
  const second = await sendMessage(message('And to Iceland?', question.sessionId));
  assert.equal(second.kind === 'answer' && second.reply, 'I was given 3 messages.');
});

test('a member with all that the provider says is taken', async () => {
  const visitor = wix.token;
  wix.token = { subjectType: 'MEMBER', subjectId: 'member-1' };
  wix.member = { _id: 'member-1', loginEmail: 'ada@example.com', contact: { firstName: 'Ada', lastName: 'Example' }, _createdDate: new Date('2024-05-01') };
  wix.plans = [{ planName: 'Gold', status: 'ACTIVE', currentCycle: { endedDate: new Date('2026-12-01') } }];
  assert.equal((await sendMessage(message('Hello?'))).kind, 'answer');
  wix.member.contact.firstName = 'x'.repeat(300);
  assert.equal((await sendMessage(message('Hello?'))).kind, 'answer', 'without the name, which is too long');
  wix.token = visitor;
});

test('another visitor does not get the session', async () => {
  const question = message('Do you ship to Norway?');
  await sendMessage(question);
  const visitor = wix.token;
  wix.token = { subjectType: 'VISITOR', subjectId: 'somebody else' };
  assert.equal((await sendMessage(message('And?', question.sessionId))).kind, 'restart');
  assert.equal((await fetchUpdates({ sessionId: question.sessionId })).kind, 'restart');
  wix.token = visitor;
});

test('a message that is too long is said to be so', async () => {
  assert.equal((await sendMessage(message('x'.repeat(2001)))).kind, 'invalid');
});

test('what another secret signs is refused', async () => {
  const body = JSON.stringify({ sessionId: 's', messageId: 'm', text: 'Hi' });
  const headers = { 'Content-Type': 'application/json', ...signed('m', body, 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD') };
  assert.equal((await fetch(`${PARLEY_URL}/chat`, { method: 'POST', headers, body })).status, 401);
});

test('a person in the Inbox: ticket, message, answer, end', async () => {
  const question = message('I want to talk to a human');
  const handoff = await sendMessage(question);
  assert.equal(handoff.kind === 'answer' && handoff.outcome, 'handoff');
  assert.ok(handoff.kind === 'answer' && handoff.handoff?.dueAt);
  assert.equal((await sendMessage(message('Are you there?', question.sessionId))).kind, 'answer');
  assert.deepEqual(filed, [200, 200], 'the function’s signature is right, and both were filed at once');
  const texts = wix.sent.map(({ message: sent }) => sent.content.basic.items[0].text);
  assert.match(texts[0], /visitor: I want to talk to a human/);
  assert.equal(texts[1], 'Are you there?');

  const { conversationId } = wix.sent[0];
  const reply = (/** @type {string} */ id, /** @type {string} */ text) =>
    answered({ data: { conversationId, message: { _id: id, direction: 'BUSINESS_TO_PARTICIPANT', content: { previewText: '', basic: { items: [{ text }] } } } } });
  await reply(randomUUID(), 'Here I am. <b>How</b> can I help?');
  const news = await fetchUpdates({ sessionId: question.sessionId });
  assert.deepEqual(news.kind === 'updates' && news.messages.map(({ role, text }) => [role, text]), [['agent', 'Here I am. <b>How</b> can I help?']]);
  assert.equal(news.kind === 'updates' && news.owner, 'human');

  const waiting = fetchUpdates({ sessionId: question.sessionId, cursor: news.kind === 'updates' ? news.cursor : '', waitSeconds: 8 });
  await reply(randomUUID(), '/done');
  const end = await waiting;
  assert.equal(end.kind === 'updates' && end.owner, 'bot');
  const next = await sendMessage(message('Do you ship to Norway?', question.sessionId));
  assert.equal(next.kind === 'answer' && next.outcome, 'completion');
});
