/** What pages may call. Everything that a browser must not be believed is added here. */
import { auth } from '@wix/essentials';
import { Permissions, webMethod } from '@wix/web-methods';
import { contextOf } from 'backend/contextProvider';
import { chat, updates } from 'backend/parleyClient';

/**
 * @typedef {import('./parleyResults').Answer} Answer
 * @typedef {import('./parleyResults').News} News
 * @typedef {import('./parleyResults').Refusal} Refusal
 * @typedef {import('./parleyClient').Context} Context
 *
 * @typedef {object} FromPage What a page says of where its visitor writes.
 * @property {string} [locale] BCP 47
 * @property {string} [page] path
 * @property {string} [device]
 */

/** What a site knows of its visitor helps, but is not worth waiting for. */
const CONTEXT_WAIT_MS = 1_500;

/** @type {Refusal} */
const UNAVAILABLE = { kind: 'unavailable', retryAfterSeconds: null };

/** Sends a visitor's message. The page makes both ids, and keeps the message's for a retry. Never throws. */
export const sendMessage = webMethod(
  Permissions.Anyone,
  /**
   * @param {{ sessionId: string, messageId: string, text: string, context?: FromPage }} message
   * @returns {Promise<Answer | Refusal>}
   */
  async ({ sessionId, messageId, text, context }) => {
    const visitor = await currentVisitor();
    return visitor
      ? chat({ sessionId, messageId, text, visitor: { id: visitor.id }, context: knownContext(visitor, context) })
      : UNAVAILABLE;
  },
);

/** What people have answered since the cursor. Waits up to `waitSeconds`, 8 at the most, for news. Never throws. */
export const fetchUpdates = webMethod(
  Permissions.Anyone,
  /**
   * @param {{ sessionId: string, cursor?: string, waitSeconds?: number }} query
   * @returns {Promise<News | Refusal>}
   */
  async ({ sessionId, cursor, waitSeconds }) => {
    const visitor = await currentVisitor();
    return visitor ? updates({ sessionId, cursor, waitSeconds, visitor: { id: visitor.id } }) : UNAVAILABLE;
  },
);

/**
 * Who calls, as Wix has it: the key that sessions are bound to. Null if Wix does not say, for a session that has a visitor refuses
 * whoever names none.
 */
async function currentVisitor() {
  try {
    const { subjectType, subjectId } = await auth.getTokenInfo();
    return subjectId ? { id: subjectId, isMember: subjectType === 'MEMBER' } : null;
  } catch (error) {
    console.error('Parley: Wix does not say who calls:', error instanceof Error ? error.message : error);
    return null;
  }
}

/**
 * @param {{ id: string, isMember: boolean }} visitor
 * @param {FromPage} [page]
 * @returns {Promise<Context>}
 */
async function knownContext(visitor, page) {
  const environment = { page: line(page?.page, 512), device: line(page?.device, 64) };
  const locale = line(page?.locale, 35);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<Context>} */
  const tooLate = new Promise((resolve) => {
    timer = setTimeout(() => resolve({}), CONTEXT_WAIT_MS);
  });
  try {
    const known = await Promise.race([contextOf(visitor), tooLate]);
    return { locale, ...known, environment: { ...environment, ...known.environment } };
  } catch (error) {
    console.error('Parley: contextProvider.js failed:', error instanceof Error ? error.message : error);
    return { locale, environment };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {unknown} value
 * @param {number} charactersMax
 */
function line(value, charactersMax) {
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  const text = typeof value === 'string' ? value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ').trim() : '';
  return text.slice(0, charactersMax) || undefined;
}
