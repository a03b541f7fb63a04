/**
 * Calls of the function: signed, raced against Velo's own limit, and sent again once where that makes sense. Web methods and HTTP
 * functions are made of these; this file is not to be called from pages.
 */
import { auth } from '@wix/essentials';
import { secrets } from '@wix/secrets';
import { randomUUID } from 'crypto';
import { fetch } from 'wix-fetch';
import { chatResult, updatesResult } from 'backend/parleyResults';
import { signed } from 'backend/parleySigning';

/**
 * @typedef {import('./parleyResults').Answer} Answer
 * @typedef {import('./parleyResults').News} News
 * @typedef {import('./parleyResults').Refusal} Refusal
 * @typedef {import('./parleyResults').Response} Response
 * @typedef {import('../types/parley-api').components['schemas']['Message']} Message
 * @typedef {import('../types/parley-api').components['schemas']['Visitor']} Visitor
 * @typedef {NonNullable<import('../types/parley-api').components['schemas']['Context']>} Context
 */

/** Names in Wix's Secrets Manager. */
const URL_SECRET = 'parley-url';
const SIGNING_SECRET = 'parley-signing-secret';
const SITE_SECRET = 'parley-site';

/** A web method is cut at 14 s, and its code may run on: whoever called must have the answer before. */
const LIMIT_MS = 12_000;
/** A second attempt that has less than this is not worth it; the page may send the message again. */
const USEFUL_MS = 2_500;
const WAIT_MAX_MS = 2_000;
const UPDATES_WAIT_SECONDS_MAX = 8;
/** A secret that is older was perhaps changed when the function refuses it. */
const SECRETS_FRESH_MS = 60_000;

const ID = /^[A-Za-z0-9_-]{1,64}$/;

/** @type {Refusal} */
const UNAVAILABLE = { kind: 'unavailable', retryAfterSeconds: null };
/** @type {Refusal} */
const INVALID = { kind: 'invalid', retryAfterSeconds: null };

/** @type {{ values: Promise<{ url: string, secret: string, site: string }>, since: number } | null} */
let settings = null;

/**
 * Sends a visitor's message. Never throws.
 *
 * @param {{ sessionId: unknown, messageId: unknown, text: unknown, visitor?: Visitor, context?: Context | Promise<Context> }} message
 * @returns {Promise<Answer | Refusal>}
 */
export async function chat({ sessionId, messageId, text, visitor, context }) {
  if (!isId(sessionId) || !isId(messageId) || typeof text !== 'string') {
    return INVALID;
  }
  const until = Date.now() + LIMIT_MS;
  return safely(async () => {
    /** @type {Message} */
    const message = { sessionId, messageId, text, visitor, context: await context };
    let response = await call('/chat', messageId, message, until);
    if (response.status === 422 && dropped(message, response.body)) {
      response = await call('/chat', messageId, message, until);
    }
    return chatResult(response);
  });
}

/**
 * What people have answered since the page last asked. Never throws.
 *
 * @param {{ sessionId: unknown, cursor?: unknown, waitSeconds?: unknown, visitor?: Visitor }} query
 * @returns {Promise<News | Refusal>}
 */
export async function updates({ sessionId, cursor, waitSeconds, visitor }) {
  if (!isId(sessionId)) {
    return INVALID;
  }
  const messageId = randomUUID();
  const wait = Math.min(Math.max(Math.trunc(Number(waitSeconds) || 0), 0), UPDATES_WAIT_SECONDS_MAX);
  const query = {
    sessionId,
    messageId,
    visitor: visitor?.id ? { id: visitor.id } : undefined,
    cursor: typeof cursor === 'string' && cursor ? cursor : undefined,
    waitSeconds: wait,
  };
  return safely(async () => updatesResult(await call('/updates', messageId, query, Date.now() + LIMIT_MS)));
}

/**
 * Tells the function what a person did. Throws if it cannot be told.
 *
 * @param {import('../types/parley-api').components['schemas']['DeskEvent']} event
 * @param {string} secret of the desk
 */
export async function deskEvent(event, secret) {
  const response = await call('/desk', event.eventId, event, Date.now() + LIMIT_MS, secret);
  if (response.status !== 200) {
    throw new Error(`Parley: /desk answered ${response.status}`);
  }
}

/**
 * A secret's value, read once by each instance of the site's backend.
 *
 * @param {string} name
 */
export async function secretValue(name) {
  const { value } = await auth.elevate(secrets.getSecretValue)(name);
  if (!value) {
    throw new Error(`Parley: the secret ${name} is empty`);
  }
  return value;
}

/** @param {unknown} value @returns {value is string} */
function isId(value) {
  return typeof value === 'string' && ID.test(value);
}

/**
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | Refusal>}
 */
async function safely(work) {
  try {
    return await work();
  } catch (error) {
    console.error('Parley:', error instanceof Error ? error.message : error);
    return UNAVAILABLE;
  }
}

/**
 * @param {string} path
 * @param {string} id signed; names the call
 * @param {object} content
 * @param {number} until the time at which there must be an answer
 * @param {string} [deskSecret] signs instead of the site's secret
 * @returns {Promise<Response>}
 */
async function call(path, id, content, until, deskSecret) {
  const body = JSON.stringify(content);
  let response = await attempt(path, id, body, until, deskSecret);
  const wait = waitBeforeRetry(response);
  if (wait !== null && Date.now() + wait + USEFUL_MS <= until) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    response = await attempt(path, id, body, until, deskSecret);
  }
  if (response.status !== 200) {
    // The function's own record has the same id; texts are in neither.
    console.warn(`Parley: ${path} answered ${response.status}`, response.body?.type ?? '', response.body?.requestId ?? '');
  }
  return response;
}

/**
 * The message id makes it safe: what was answered is answered the same again.
 *
 * @param {Response} response
 * @returns {number | null} milliseconds; null if there shall be no second attempt
 */
function waitBeforeRetry({ status, retryAfterSeconds }) {
  const asked = (retryAfterSeconds ?? 0.3) * 1000;
  switch (status) {
    case 0:
    case 409:
    case 502:
    case 503:
    case 504:
      return asked <= WAIT_MAX_MS ? asked : null;
    case 401:
      if (settings && Date.now() - settings.since > SECRETS_FRESH_MS) {
        settings = null;
        return 0;
      }
      return null;
    default:
      return null;
  }
}

/**
 * @param {string} path
 * @param {string} id
 * @param {string} body
 * @param {number} until
 * @param {string} [deskSecret]
 * @returns {Promise<Response>}
 */
async function attempt(path, id, body, until, deskSecret) {
  const { url, secret, site } = await configured();
  const request = {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Parley-Site': site, ...signed(id, body, deskSecret ?? secret) },
    body,
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<Response>} */
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(() => resolve({ status: 0, retryAfterSeconds: null, body: null }), Math.max(until - Date.now(), 0));
  });
  try {
    return await Promise.race([sent(url + path, request), tooLate]);
  } catch (error) {
    return { status: 0, retryAfterSeconds: null, body: null };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {string} url
 * @param {{ method: string, headers: Record<string, string>, body: string }} request
 * @returns {Promise<Response>}
 */
async function sent(url, request) {
  const response = await fetch(url, request);
  const retryAfter = Number(response.headers.get('Retry-After') ?? NaN);
  const body = await response.json().catch(() => null);
  return { status: response.status, retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null, body };
}

/** The function's URL and what proves who we are. */
function configured() {
  if (!settings) {
    const values = Promise.all([secretValue(URL_SECRET), secretValue(SIGNING_SECRET), secretValue(SITE_SECRET).catch(() => 'default')])
      .then(([url, secret, site]) => ({ url: url.replace(/\/+$/, ''), secret, site }));
    settings = { values, since: Date.now() };
    // What could not be read is read again by the next call.
    values.catch(() => (settings = null));
  }
  return settings.values;
}

/**
 * Takes out of the context what the function has refused by name, and says so in the site's log: a name that is too long must not
 * keep a visitor from asking.
 *
 * @param {Message} message
 * @param {any} problem
 * @returns {boolean} whether only the context was wrong, and is right now
 */
function dropped(message, problem) {
  /** @type {{ pointer: string, detail: string }[]} */
  const errors = Array.isArray(problem?.errors) ? problem.errors : [];
  if (!errors.length || !errors.every(({ pointer }) => pointer.startsWith('#/context/'))) {
    return false;
  }
  for (const { pointer, detail } of errors) {
    console.error(`Parley: ${pointer} ${detail}; sent without it. Look at backend/contextProvider.js`);
    const names = pointer.slice('#/'.length).split('/').map((name) => name.replace(/~1/g, '/').replace(/~0/g, '~'));
    const last = /** @type {string} */ (names.pop());
    /** @type {any} */
    let parent = message;
    for (const name of names) {
      parent = parent?.[name];
    }
    if (parent && typeof parent === 'object') {
      delete parent[last];
    }
  }
  return true;
}
