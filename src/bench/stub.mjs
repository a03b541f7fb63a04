/**
 * A model that is none, as a process of its own: answers at once, or after as many milliseconds as the path says.
 *
 *   POST /<milliseconds>/v1/chat/completions    one answer for all
 *   POST /talk/v1/chat/completions              what talk.json answers to the last message, and the prompt is kept
 *   GET  /prompts                               the prompts that were kept, and forgets them
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const talk = new Map(JSON.parse(readFileSync(new URL('talk.json', import.meta.url), 'utf8')));
const ANSWER = 'Your order is on its way, and should be with you on Friday.';
const ALWAYS = Buffer.from(completion(ANSWER));
/** @type {unknown[]} */
let prompts = [];

const server = createServer((request, response) => {
  const [, mode] = (request.url ?? '').split('/');
  if (request.method === 'GET') {
    reply(response, Buffer.from(JSON.stringify(prompts)));
    prompts = [];
  } else if (mode === 'talk') {
    let all = '';
    request.setEncoding('utf8').on('data', (part) => (all += part)).on('end', () => {
      const { messages } = JSON.parse(all);
      prompts.push(messages);
      reply(response, Buffer.from(completion(talk.get(messages.at(-1).content) ?? ANSWER)));
    });
  } else {
    const millis = Number(mode);
    request.resume().on('end', () => (millis ? setTimeout(reply, millis, response, ALWAYS) : reply(response, ALWAYS)));
  }
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2]), '127.0.0.1');

/** @param {string} answer */
function completion(answer) {
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'stub',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: JSON.stringify({ answer, intent: 'order_status', confidence: 0.9, action: 'answer', sources: [] }) } }],
    usage: { prompt_tokens: 900, completion_tokens: 40, total_tokens: 940 },
  });
}

/** @param {import('node:http').ServerResponse} response @param {Buffer} body */
function reply(response, body) {
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
}
