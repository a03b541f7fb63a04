/** What is measured against: a real Redis, a stub model, and the packaged function, each a process of its own or here, on loopback. */
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { connect, createServer as createTcp } from 'node:net';

const JAR = 'target/quarkus-app/quarkus-run.jar';
const KEY = randomBytes(32);
export const SECRET = `whsec_${KEY.toString('base64')}`;
const AGENT = new Agent({ keepAlive: true, maxSockets: 4096 });

/**
 * @param {{ environment?: Record<string, string>, jvm?: string[], answer?: string }} options
 */
export async function start({ environment = {}, jvm = ['-Xmx128m'], answer = 'Your order is on its way, and should be with you on Friday.' } = {}) {
  if (!existsSync(JAR)) {
    throw new Error(`${JAR} is not there: ./mvnw package -DskipTests`);
  }
  const [redisPort, port, management] = [await freePort(), await freePort(), await freePort()];
  const redis = spawn(process.env.REDIS_SERVER ?? 'redis-server', ['--port', `${redisPort}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], { stdio: 'ignore' });
  const model = await stubModel(answer);
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
  const parley = spawn(java, [...jvm, '-jar', JAR], {
    stdio: 'ignore',
    env: {
      PATH: process.env.PATH,
      OPENAI_API_KEY: 'none',
      PORT: `${port}`,
      QUARKUS_MANAGEMENT_PORT: `${management}`,
      PARLEY_MODEL_URL: model.url,
      PARLEY_REDIS_URL: `redis://127.0.0.1:${redisPort}`,
      PARLEY_REDIS_TIMEOUT: '2s',
      PARLEY_LIMIT_SESSION: '100000/1m',
      PARLEY_LIMIT_ADDRESS: '100000/1m',
      PARLEY_SITES_DEFAULT_SIGNING_SECRETS: SECRET,
      ...environment,
    },
  });
  const stop = () => {
    parley.kill('SIGKILL');
    redis.kill('SIGKILL');
    model.server.close();
    AGENT.destroy();
  };
  for (let tries = 0; ; tries++) {
    const answered = await call(management, 'GET', '/q/health/ready').catch(() => null);
    if (answered?.status === 200) {
      break;
    }
    if (tries > 600 || parley.exitCode !== null || redis.exitCode !== null) {
      stop();
      throw new Error('the function does not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, parley, stop, redis: (/** @type {string[]} */ ...command) => ask(redisPort, command) };
}

let ids = 0;

/**
 * A signed message.
 *
 * @param {number} port
 * @param {string} sessionId
 * @param {string} text
 */
export async function chat(port, sessionId, text) {
  const messageId = `m${++ids}`;
  const body = JSON.stringify({ sessionId, messageId, text, visitor: { id: `visitor-of-${sessionId}`, ip: '203.0.113.7' } });
  const time = Math.floor(Date.now() / 1000);
  const signature = createHmac('sha256', KEY).update(`${messageId}.${time}.${body}`).digest('base64');
  const answer = await call(port, 'POST', '/chat', body, {
    'Content-Type': 'application/json',
    'webhook-id': messageId,
    'webhook-timestamp': `${time}`,
    'webhook-signature': `v1,${signature}`,
  });
  if (answer.status !== 200) {
    throw new Error(`${answer.status} ${answer.body}`);
  }
  return JSON.parse(answer.body);
}

/** As many at a time. @param {number} count @param {number} atOnce @param {(i: number) => Promise<unknown>} work */
export async function each(count, atOnce, work) {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) {
        await work(next++);
      }
    }),
  );
}

/**
 * @param {number} port
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ status: number, body: string }>}
 */
function call(port, method, path, body = '', headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, agent: AGENT, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } }, (response) => {
      let all = '';
      response.setEncoding('utf8').on('data', (part) => (all += part)).on('end', () => resolve({ status: response.statusCode ?? 0, body: all }));
    });
    sent.on('error', reject).end(body);
  });
}

/** @param {string} answer */
async function stubModel(answer) {
  const content = JSON.stringify({ answer, intent: 'order_status', confidence: 0.9, action: 'answer', sources: [] });
  const body = JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    model: 'stub',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }],
    usage: { prompt_tokens: 900, completion_tokens: 40, total_tokens: 940 },
  });
  const server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) }).end(body));
  });
  const port = await freePort();
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)));
  return { server, url: `http://127.0.0.1:${port}/v1` };
}

/** One command, on a connection of its own; answers of one line or one bulk string. @param {number} port @param {string[]} command @returns {Promise<string>} */
function ask(port, command) {
  return new Promise((resolve, reject) => {
    let all = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(`*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`));
    socket.setEncoding('utf8').on('error', reject).on('data', (part) => {
      all += part;
      const line = all.slice(0, all.indexOf('\r\n'));
      const bulk = line.startsWith('$') ? Number(line.slice(1)) : -1;
      if (all.includes('\r\n') && (bulk < 0 || Buffer.byteLength(all) >= line.length + 2 + bulk + 2)) {
        socket.destroy();
        resolve(bulk < 0 ? line.slice(1) : all.slice(line.length + 2));
      }
    });
  });
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve) => {
    const server = createTcp().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
