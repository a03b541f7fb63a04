/**
 * A Wix site in miniature, for the browser test: it serves a page with the widget and the snippet as they stand, and runs the real web
 * methods, HTTP functions and events against the function that the environment names. Wix itself is the fake.
 *
 * PARLEY_URL, PARLEY_SECRET, PARLEY_DESK_SECRET: of the function. PORT: where to listen, on loopback.
 */
import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import { extname, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wixCrmInbox_onMessageSentToParticipant as answered } from 'backend/events';
import { post_parleyDesk } from 'backend/http-functions';
import { fetchUpdates, sendMessage } from 'backend/parley.web';
import { wix } from './fakes/wix.mjs';

const { PARLEY_URL = '', PARLEY_SECRET = '', PARLEY_DESK_SECRET = '', PORT = '0' } = process.env;
const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TYPES = /** @type {Record<string, string>} */ ({ '.js': 'text/javascript', '.html': 'text/html' });
const RPC = `const call = (name) => async (argument) => {
  const response = await fetch('/rpc/' + name, { method: 'POST', body: JSON.stringify(argument) });
  return response.json();
};
export const sendMessage = call('sendMessage');
export const fetchUpdates = call('fetchUpdates');
`;

wix.secrets = { 'parley-url': PARLEY_URL, 'parley-signing-secret': PARLEY_SECRET, 'parley-desk-secret': PARLEY_DESK_SECRET };

const server = createServer(async (request, response) => {
  const path = new URL(request.url ?? '/', 'http://site').pathname;
  const body = await text(request);
  if (path === '/') {
    file('test/site.html', response);
  } else if (path === '/rpc.js') {
    response.writeHead(200, { 'Content-Type': TYPES['.js'] }).end(RPC);
  } else if (path.startsWith('/velo/')) {
    file(path.slice('/velo/'.length), response);
  } else if (path === '/rpc/sendMessage') {
    json(response, 200, await sendMessage(JSON.parse(body)));
  } else if (path === '/rpc/fetchUpdates') {
    json(response, 200, await fetchUpdates(JSON.parse(body)));
  } else if (path === '/_functions/parleyDesk') {
    const desk = /** @type {any} */ ({ headers: request.headers, body: { text: async () => body } });
    const { status, body: said } = await post_parleyDesk(desk);
    json(response, Number(status), said);
  } else if (path === '/wix/token') {
    wix.token = JSON.parse(body);
    json(response, 200, {});
  } else if (path === '/wix/inbox') {
    json(response, 200, wix.sent);
  } else if (path === '/wix/tickets') {
    const tickets = [...wix.items.values()].filter(({ _id }) => _id.startsWith('conversation-'));
    json(response, 200, tickets.map(({ value }) => value).reverse());
  } else if (path === '/wix/answer') {
    await answered(JSON.parse(body));
    json(response, 200, {});
  } else {
    json(response, 404, {});
  }
});
server.listen(Number(PORT), '127.0.0.1', () => console.log('the site is up'));

/** @param {import('node:http').IncomingMessage} request */
async function text(request) {
  let all = '';
  for await (const part of request.setEncoding('utf8')) {
    all += part;
  }
  return all;
}

/**
 * @param {string} path
 * @param {import('node:http').ServerResponse} response
 */
function file(path, response) {
  const stream = createReadStream(ROOT + normalize(`/${path}`));
  stream.on('error', () => json(response, 404, {}));
  stream.on('open', () => {
    // As strict as a site may be: the widget needs no style of the page, and no script but its own.
    response.writeHead(200, {
      'Content-Type': TYPES[extname(path)] ?? 'text/plain',
      'Content-Security-Policy': "default-src 'self'; script-src 'self' 'unsafe-inline'; img-src 'self' data:",
    });
    stream.pipe(response);
  });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {unknown} body
 */
function json(response, status, body) {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
