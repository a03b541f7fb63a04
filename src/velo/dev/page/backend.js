/**
 * Stands in for backend/parley.web.js: what the page's snippet imports. It calls the function as it runs here, unsigned, and shows what
 * went over the wire. On a Wix site none of this is in the browser.
 */
import { chatResult, updatesResult } from 'backend/parleyResults';
import { context, shown, visitor } from './shop.js';

/** @param {{ sessionId: string, messageId: string, text: string, context: { locale: string, page: string, device: string } }} message */
export async function sendMessage({ sessionId, messageId, text, context: said }) {
  const known = { locale: said.locale, ...context(), environment: { page: said.page, device: said.device } };
  return chatResult(await post('/chat', { sessionId, messageId, text, visitor: { id: visitor() }, context: known }));
}

/** @param {{ sessionId: string, cursor: string, waitSeconds: number }} query */
export async function fetchUpdates({ sessionId, cursor, waitSeconds }) {
  const messageId = crypto.randomUUID();
  const query = { sessionId, messageId, visitor: { id: visitor() }, cursor: cursor || undefined, waitSeconds };
  return updatesResult(await post('/updates', query));
}

/** @param {object} event */
export async function deskEvent(event) {
  return post('/desk', { eventId: crypto.randomUUID(), ...event });
}

/**
 * @param {string} path
 * @param {object} content
 */
async function post(path, content) {
  const began = performance.now();
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(content),
    });
    const body = await response.json().catch(() => null);
    shown(path, content, response.status, body, performance.now() - began);
    return { status: response.status, retryAfterSeconds: Number(response.headers.get('Retry-After')) || null, body };
  } catch (error) {
    shown(path, content, 0, String(error), performance.now() - began);
    return { status: 0, retryAfterSeconds: null, body: null };
  }
}
