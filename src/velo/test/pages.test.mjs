import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { reset } from './fakes/wix.mjs';
import { COMPLETION, functionSays } from './function.mjs';

/** @type {Map<string, any>} */
let elements = new Map();
/** @type {(() => void)[]} */
let ready = [];

const $w = Object.assign(
  (/** @type {string} */ selector) => {
    const element = elements.get(selector) ?? { selector, value: '', text: '', set: [], handlers: {}, enabled: true };
    elements.set(selector, element);
    return Object.assign(element, {
      on: (/** @type {string} */ name, /** @type {any} */ handler) => (element.handlers[name] = handler),
      setAttribute: (/** @type {string} */ name, /** @type {any} */ value) => element.set.push([name, value]),
      onClick: (/** @type {any} */ handler) => (element.handlers.click = handler),
      onKeyPress: (/** @type {any} */ handler) => (element.handlers.key = handler),
      enable: () => (element.enabled = true),
      disable: () => (element.enabled = false),
    });
  },
  { onReady: (/** @type {() => void} */ handler) => ready.push(handler) },
);
Object.assign(globalThis, { $w });

const HANDOFF = { outcome: 'handoff', reply: 'Somebody comes.', sessionId: 's', messageId: 'm', intent: 'human', replayed: false, handoff: { ticketId: 't', queue: 'q', reason: 'requested', dueAt: '2026-11-23T10:00:00Z' } };

beforeEach(() => {
  reset();
  elements = new Map();
  ready = [];
  mock.restoreAll();
  mock.method(console, 'error', () => {});
  mock.method(console, 'warn', () => {});
});

/** @param {string} name a snippet, each time as on a new page */
async function page(name) {
  await import(`../pages/${name}.snippet.js?${Math.random()}`);
  ready.forEach((handler) => handler());
}

test('the page joins widget and backend, and says it is ready when it listens', async () => {
  const calls = functionSays({ body: COMPLETION });
  await page('masterPage');
  const chat = $w('#parleyChat');
  assert.deepEqual(Object.keys(chat.handlers), ['parley-send', 'parley-updates']);
  assert.deepEqual(chat.set, [['ready', true]]);

  await chat.handlers['parley-send']({ detail: { sessionId: 's1', messageId: 'm1', text: 'Hi', locale: 'en', page: '/', device: 'desktop' } });
  const [name, value] = chat.set[1];
  assert.equal(name, 'result');
  assert.equal(JSON.parse(value).messageId, 'm1');
  assert.equal(JSON.parse(value).kind, 'answer');
  assert.deepEqual(calls[0].json.context, { locale: 'en', environment: { page: '/', device: 'desktop' } });
});

test('the page answers the widget whatever happens', async () => {
  functionSays(new Error('refused'));
  await page('masterPage');
  const chat = $w('#parleyChat');
  await chat.handlers['parley-updates']({ detail: { requestId: 'r1', sessionId: 's1', cursor: '', waitSeconds: 8 } });
  assert.deepEqual(JSON.parse(chat.set[1][1]), { kind: 'unavailable', retryAfterSeconds: null, requestId: 'r1' });
});

test('plain elements: question, answer, and the session survives the page', async () => {
  const calls = functionSays({ body: COMPLETION });
  await page('plainElements');
  $w('#chatInput').value = 'Where is it?';
  await $w('#chatSend').handlers.click();
  await until(() => $w('#chatLog').text.includes('Soon.'));
  assert.equal($w('#chatLog').text, 'You: Where is it?\n\nAssistant: Soon.');
  elements = new Map();
  ready = [];
  await page('plainElements');
  assert.equal($w('#chatLog').text, 'You: Where is it?\n\nAssistant: Soon.');
  $w('#chatInput').value = 'And now?';
  $w('#chatInput').handlers.key({ key: 'Enter', shiftKey: false });
  await until(() => calls.length === 2);
  assert.equal(calls[1].json.sessionId, calls[0].json.sessionId);
});

test('plain elements: what was not sent keeps its id', async () => {
  const calls = functionSays({ status: 500 }, { body: COMPLETION });
  await page('plainElements');
  $w('#chatInput').value = 'Where is it?';
  await $w('#chatSend').handlers.click();
  await until(() => $w('#chatStatus').text.startsWith('Not sent'));
  assert.equal($w('#chatSend').enabled, true);
  await $w('#chatSend').handlers.click();
  await until(() => $w('#chatLog').text.includes('Soon.'));
  assert.equal(calls[1].json.messageId, calls[0].json.messageId);
  assert.equal($w('#chatLog').text.match(/Where is it/g)?.length, 1);
});

test('plain elements: a person answers', async () => {
  const message = { id: 'e1', role: 'agent', text: 'Hi <b>there</b>', agent: 'Kim', at: '2026-11-23T10:00:00Z' };
  functionSays({ body: HANDOFF }, { body: { owner: 'human', cursor: '1-0', messages: [message] } }, { body: { owner: 'bot', cursor: '1-0', messages: [] } });
  await page('plainElements');
  $w('#chatInput').value = 'A person, please';
  await $w('#chatSend').handlers.click();
  await until(() => $w('#chatStatus').text.startsWith('You are talking with the assistant again'));
  assert.match($w('#chatLog').text, /Kim: Hi <b>there<\/b>$/);
});

test('plain elements: a session of somebody else is left', async () => {
  const calls = functionSays({ status: 403 }, { body: COMPLETION });
  await page('plainElements');
  $w('#chatInput').value = 'Hello';
  await $w('#chatSend').handlers.click();
  await until(() => calls.length === 2);
  assert.notEqual(calls[1].json.sessionId, calls[0].json.sessionId);
  assert.equal(calls[1].json.text, 'Hello');
});

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}
