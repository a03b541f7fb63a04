/** A function that says what a test wants, and keeps what it was told. */
import { isSigned } from 'backend/parleySigning';
import { wix } from './fakes/wix.mjs';

export const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
export const COMPLETION = { outcome: 'completion', reply: 'Soon.', sessionId: 's1', messageId: 'm1', intent: 'other', confidence: 0.9, replayed: false };

/**
 * @typedef {object} Call
 * @property {string} url
 * @property {Record<string, string>} headers in lower case
 * @property {string} body
 * @property {any} json
 *
 * @typedef {{ status?: number, body?: any, headers?: Record<string, string> } | Error | 'nothing'} Says
 */

/**
 * @param {Says[]} says one for each call; the last one for all that follow
 * @returns {Call[]} what is called
 */
export function functionSays(...says) {
  /** @type {Call[]} */
  const calls = [];
  wix.secrets = { 'parley-url': 'https://parley.example/', 'parley-signing-secret': SECRET, 'parley-desk-secret': SECRET };
  wix.fetch = async (url, { method, headers, body }) => {
    if (method !== 'POST') {
      throw new Error('a message belongs in a body');
    }
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
    calls.push({ url, headers: lower, body, json: JSON.parse(body) });
    const said = says.length > 1 ? says.shift() : says[0];
    if (said instanceof Error) {
      throw said;
    }
    if (said === 'nothing') {
      return new Promise(() => {});
    }
    return new Response(JSON.stringify(said?.body ?? {}), { status: said?.status ?? 200, headers: said?.headers });
  };
  return calls;
}

/** @param {Call} call */
export const isRightlySigned = (call) => isSigned(call.headers, call.body, SECRET);
