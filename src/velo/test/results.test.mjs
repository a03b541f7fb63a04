import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chatResult, updatesResult } from 'backend/parleyResults';

const ids = { sessionId: 's', messageId: 'm', intent: 'other', replayed: false };
const response = (/** @type {number} */ status, /** @type {any} */ body, retryAfterSeconds = null) => ({ status, body, retryAfterSeconds });

test('a completion comes without what it cost, how sure it was, and what it is about', () => {
  const body = { ...ids, outcome: 'completion', reply: 'Soon.', confidence: 0.9, sources: [{ id: 'a', title: 'Shipping' }] };
  assert.deepEqual(chatResult(response(200, body)), {
    kind: 'answer',
    outcome: 'completion',
    reply: 'Soon.',
    clarify: false,
    sources: [{ id: 'a', title: 'Shipping' }],
    handoff: null,
  });
});

test('a question of the assistant is one', () => {
  const result = chatResult(response(200, { ...ids, outcome: 'completion', reply: 'Which?', confidence: 0.5, clarify: true }));
  assert.equal(result.kind === 'answer' && result.clarify, true);
});

test('a fallback comes without its reason', () => {
  const result = chatResult(response(200, { ...ids, outcome: 'fallback', reply: 'Later.', fallback: { reason: 'budget_exhausted' } }));
  assert.deepEqual(result, { kind: 'answer', outcome: 'fallback', reply: 'Later.', clarify: false, sources: [], handoff: null });
});

test('a hand-off comes without its ticket, but with its time', () => {
  const handoff = { ticketId: 't', queue: 'billing', reason: 'requested', dueAt: '2026-11-23T10:00:00Z' };
  const result = chatResult(response(200, { ...ids, outcome: 'handoff', reply: 'Somebody comes.', handoff }));
  assert.deepEqual(result, {
    kind: 'answer',
    outcome: 'handoff',
    reply: 'Somebody comes.',
    clarify: false,
    sources: [],
    handoff: { owned: false, dueAt: '2026-11-23T10:00:00Z' },
  });
  assert.doesNotMatch(JSON.stringify(result), /ticketId|queue|requested/);
});

test('of a person who has the conversation, nothing need be known', () => {
  const result = chatResult(response(200, { ...ids, outcome: 'handoff', reply: 'Passed on.', handoff: { reason: 'human_owns' } }));
  assert.deepEqual(result.kind === 'answer' && result.handoff, { owned: true, dueAt: null });
});

/** @type {[number, any, number | null, string, number | null][]} */
const REFUSALS = [
  [409, {}, 1, 'busy', 1],
  [409, {}, null, 'busy', 1],
  [429, {}, 7, 'limited', 7],
  [429, null, null, 'limited', 5],
  [403, {}, null, 'restart', null],
  [400, {}, null, 'invalid', null],
  [413, {}, null, 'invalid', null],
  [422, {}, null, 'invalid', null],
  [401, {}, null, 'unavailable', null],
  [404, null, null, 'unavailable', null],
  [500, {}, null, 'unavailable', null],
  [503, {}, 2, 'unavailable', 2],
  [0, null, null, 'unavailable', null],
  [200, null, null, 'unavailable', null],
  [200, { some: 'proxy' }, null, 'unavailable', null],
];
for (const [status, body, retryAfterSeconds, kind, seconds] of REFUSALS) {
  test(`${status} ${JSON.stringify(body)} is ${kind}`, () => {
    const expected = { kind, retryAfterSeconds: seconds };
    assert.deepEqual(chatResult({ status, body, retryAfterSeconds }), expected);
    assert.deepEqual(updatesResult({ status, body, retryAfterSeconds }), expected);
  });
}

test('news have what the page shows', () => {
  const message = { id: 'e1', role: 'agent', text: 'Hi', agent: 'Kim', at: '2026-11-23T10:00:00Z' };
  const body = { owner: 'human', cursor: '1-0', messages: [message, { ...message, id: 'e2', agent: undefined }], ticket: { state: 'taken', dueAt: '2026-11-23T11:00:00Z' } };
  assert.deepEqual(updatesResult(response(200, body)), {
    kind: 'updates',
    owner: 'human',
    cursor: '1-0',
    messages: [message, { ...message, id: 'e2', agent: null }],
    ticket: { state: 'taken', dueAt: '2026-11-23T11:00:00Z' },
  });
  assert.equal(/** @type {any} */ (updatesResult(response(200, { owner: 'bot', cursor: '0-0', messages: [] }))).ticket, null);
});
