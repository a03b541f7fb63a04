/**
 * Add these to the http-functions.js of your site.
 *
 * post_parleyChat and post_parleyUpdates are for sites that want visitors limited by their address as well: only HTTP functions see it.
 * They know of no visitor, so whoever has a session's id has the session. Use them, or the web methods, but not both in one session.
 *
 * post_parleyDesk takes what the function hands over to people, and files it in Wix Inbox.
 */
import { badRequest, ok, response, serverError } from 'wix-http-functions';
import { chat, secretValue, updates } from 'backend/parleyClient';
import { DESK_SECRET, fileDelivery } from 'backend/parleyInbox';
import { isSigned } from 'backend/parleySigning';

const HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** @param {import('wix-http-functions').WixHttpFunctionRequest} request */
export async function post_parleyChat(request) {
  const body = await json(request);
  if (!body) {
    return badRequest({ headers: HEADERS, body: { kind: 'invalid' } });
  }
  const { sessionId, messageId, text, context } = body;
  const environment = { page: word(context?.page), device: word(context?.device) };
  return ok({
    headers: HEADERS,
    body: await chat({
      sessionId,
      messageId,
      text,
      visitor: { ip: request.ip },
      context: { locale: word(context?.locale), environment },
    }),
  });
}

/** @param {import('wix-http-functions').WixHttpFunctionRequest} request */
export async function post_parleyUpdates(request) {
  const body = await json(request);
  return body
    ? ok({ headers: HEADERS, body: await updates({ ...body, visitor: undefined }) })
    : badRequest({ headers: HEADERS, body: { kind: 'invalid' } });
}

/** @param {import('wix-http-functions').WixHttpFunctionRequest} request */
export async function post_parleyDesk(request) {
  try {
    const body = await request.body.text();
    if (!isSigned(request.headers, body, await secretValue(DESK_SECRET))) {
      return response({ status: 401, headers: HEADERS, body: { error: 'not signed as it must be' } });
    }
    return ok({ headers: HEADERS, body: await fileDelivery(request.headers['webhook-id'], JSON.parse(body)) });
  } catch (error) {
    // The function delivers again what is not answered with 2xx.
    console.error('Parley:', error instanceof Error ? error.message : error);
    return serverError({ headers: HEADERS, body: { error: 'not filed' } });
  }
}

/** @param {import('wix-http-functions').WixHttpFunctionRequest} request */
async function json(request) {
  const body = await request.body.json().catch(() => null);
  return body && typeof body === 'object' ? body : null;
}

/** @param {unknown} value */
function word(value) {
  return typeof value === 'string' ? value.slice(0, 512) : undefined;
}
