/**
 * A model that is none, as a process of its own: answers at once, or after as many milliseconds as the path says. It reads no more of HTTP
 * than it must, so that the processor is left to what is measured.
 *
 *   POST /<milliseconds>/v1/chat/completions    one answer for all
 *   POST /talk/v1/chat/completions              what talk.json answers to the last message, and the request is kept
 *   POST /set/v1/chat/completions               one answer for all, after as many milliseconds as were set
 *   GET  /set/<milliseconds>                    sets them
 *   GET  /prompts                               the last requests that were kept, and forgets them
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const talk = new Map(JSON.parse(readFileSync(new URL('talk.json', import.meta.url), 'utf8')));
const ANSWER = 'Your order is on its way, and should be with you on Friday.';
const ALWAYS = reply(completion(ANSWER));
const KEPT = 1000;
/** @type {unknown[]} */
let prompts = [];
let set = 0;

createServer((socket) => {
  let rest = '';
  socket.setNoDelay(true).setEncoding('latin1'); // a character is a byte
  socket.on('error', () => socket.destroy());
  socket.on('data', (part) => {
    rest += part;
    for (let end; (end = rest.indexOf('\r\n\r\n')) >= 0; ) {
      const head = rest.slice(0, end + 2);
      const length = Number(/\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1] ?? 0);
      if (/\r\ntransfer-encoding:/i.test(head)) {
        socket.end('HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      if (rest.length < end + 4 + length) {
        return;
      }
      answer(socket, head, rest.slice(end + 4, end + 4 + length));
      rest = rest.slice(end + 4 + length);
    }
  });
}).listen(Number(process.argv[2]), '127.0.0.1');

/** @param {import('node:net').Socket} socket @param {string} head @param {string} body */
function answer(socket, head, body) {
  const [method, path] = head.split(' ', 2);
  const [, mode, argument] = path.split('/');
  if (method === 'GET' && mode === 'set') {
    set = Number(argument);
    socket.write(reply('{}'));
  } else if (method === 'GET') {
    socket.write(reply(JSON.stringify(prompts)));
    prompts = [];
  } else if (mode === 'talk') {
    const asked = JSON.parse(Buffer.from(body, 'latin1').toString());
    if (prompts.push(asked) > KEPT) {
      prompts.shift();
    }
    socket.write(reply(completion(talk.get(asked.messages.at(-1).content) ?? ANSWER)));
  } else {
    const millis = mode === 'set' ? set : Number(mode);
    if (millis) {
      setTimeout(() => socket.write(ALWAYS), millis);
    } else {
      socket.write(ALWAYS);
    }
  }
}

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

/** @param {string} body */
function reply(body) {
  return Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
