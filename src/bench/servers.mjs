/** What is measured, and against what: a real Redis, a stub model, the packaged function and its peers, each a process of its own on loopback. */
import { spawn } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const JAR = 'target/quarkus-app/quarkus-run.jar';
/** As in Dockerfile.jvm, for the java that is here. */
const JVM = [
  '-XX:+UseSerialGC',
  '-Xmn24m',
  '-XX:+UseTransparentHugePages',
  ...(existsSync('target/parley.aot') ? ['-XX:AOTCache=target/parley.aot', '-XX:TrimNativeHeapInterval=10000'] : ['-XX:SharedArchiveFile=target/parley.jsa']),
  '-Dmutiny.disableCallBackDecorators=true',
];
const KEY = randomBytes(32);
const AGENT = new Agent({ keepAlive: true, maxSockets: 4096 });
/** @type {import('node:child_process').ChildProcess[]} */
const running = [];

/** Ends everything that was started. */
export function stop() {
  running.splice(0).forEach((process) => process.kill('SIGKILL'));
  AGENT.destroy();
}

/** Connections that have been idle while something else blocked this process may be closed by now. */
export function hangUp() {
  AGENT.destroy();
}

export async function redis() {
  const port = await freePort();
  const process_ = run(process.env.REDIS_SERVER ?? 'redis-server', ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']);
  await until(process_, () => ask(port, ['PING']));
  return { port, url: `redis://127.0.0.1:${port}`, pid: process_.pid ?? 0, ask: (/** @type {string[]} */ ...command) => ask(port, command) };
}

export async function stub() {
  const port = await freePort();
  const process_ = run('node', [`${HERE}stub.mjs`, `${port}`]);
  await until(process_, () => call(port, 'GET', '/prompts'));
  return {
    port,
    /** @param {number | 'talk' | 'set'} mode milliseconds that it takes */
    url: (mode) => `http://127.0.0.1:${port}/${mode}/v1`,
    pid: process_.pid ?? 0,
    set: (/** @type {number} */ millis) => call(port, 'GET', `/set/${millis}`),
    prompts: async () => JSON.parse((await call(port, 'GET', '/prompts')).body),
  };
}

/**
 * The packaged function in its production profile: the jar, or a native executable.
 *
 * @param {{ redis: string, model: string, native?: string, jvm?: string[], ready?: boolean }} options
 */
export async function parley({ redis: redisUrl, model, native, jvm = [...(native ? [] : JVM), '-Xmx128m'], ready = true }) {
  if (!native && !existsSync(JAR)) {
    throw new Error(`${JAR} is not there: ./mvnw package -DskipTests`);
  }
  const [port, management] = [await freePort(), await freePort()];
  const environment = {
    PATH: process.env.PATH,
    OPENAI_API_KEY: 'none',
    PORT: `${port}`,
    QUARKUS_MANAGEMENT_PORT: `${management}`,
    PARLEY_MODEL_URL: model,
    PARLEY_REDIS_URL: redisUrl,
    PARLEY_REDIS_TIMEOUT: '2s',
    PARLEY_LIMIT_SESSION: '100000/1m',
    PARLEY_LIMIT_ADDRESS: '100000/1m',
    PARLEY_SITES_DEFAULT_SIGNING_SECRETS: `whsec_${KEY.toString('base64')}`,
  };
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
  const process_ = native ? run(native, jvm, environment) : run(java, [...jvm, '-jar', JAR], environment);
  if (ready) {
    await until(process_, async () => (await call(management, 'GET', '/q/health/ready')).status === 200);
  }
  return { port, management, process: process_, pid: process_.pid ?? 0, url: `http://127.0.0.1:${port}/chat` };
}

/** The bot that one would otherwise write. @param {{ redis: string, model: string, whole?: boolean }} options */
export async function bot({ redis: redisUrl, model, whole }) {
  const port = await freePort();
  const process_ = run('node', [`${HERE}bot.mjs`], { PATH: process.env.PATH, PORT: `${port}`, REDIS_URL: redisUrl, OPENAI_BASE_URL: model, NODE_ENV: 'production', ...(whole ? { WHOLE: 'yes' } : {}) });
  await until(process_, () => call(port, 'GET', '/'));
  return { port, pid: process_.pid ?? 0, url: `http://127.0.0.1:${port}/chat` };
}

/** A gateway without memory, limits or signatures. */
export async function portkey() {
  const port = await freePort();
  const process_ = run('node', [`${HERE}node_modules/@portkey-ai/gateway/build/start-server.js`, `--port=${port}`, '--headless'], { PATH: process.env.PATH, NODE_ENV: 'production' });
  await until(process_, () => call(port, 'GET', '/'));
  return { port, pid: process_.pid ?? 0, url: `http://127.0.0.1:${port}/v1/chat/completions` };
}

let ids = 0;

/** A signed message: its id, the time and the signature of its headers, its body. @param {string} sessionId @param {string} text */
export function signed(sessionId, text) {
  const id = `m${++ids}`;
  const body = JSON.stringify({ sessionId, messageId: id, text, visitor: { id: `visitor-of-${sessionId}`, ip: '203.0.113.7' } });
  return { id, body, ...signature(id, body) };
}

/** @param {string} id @param {string} body */
function signature(id, body) {
  const time = `${Math.floor(Date.now() / 1000)}`;
  return { time, signature: createHmac('sha256', KEY).update(`${id}.${time}.${body}`).digest('base64') };
}

/** A signed message to the function. @param {number} port @param {string} sessionId @param {string} text */
export async function chat(port, sessionId, text) {
  const message = signed(sessionId, text);
  return JSON.parse((await post(port, '/chat', message.body, headers(message))).body);
}

/** What a page that waits asks. @param {number} port @param {string} sessionId @param {string} visitor @param {string} [cursor] */
export async function news(port, sessionId, visitor, cursor) {
  const id = `u${++ids}`;
  const body = JSON.stringify({ sessionId, messageId: id, visitor: { id: visitor }, cursor, waitSeconds: 8 });
  return JSON.parse((await post(port, '/updates', body, headers({ id, ...signature(id, body) }))).body);
}

/** @param {{ id: string, time: string, signature: string }} call_ */
export function headers({ id, time, signature: code }) {
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${code}` };
}

/** @param {number} port @param {string} path @param {string} body @param {Record<string, string>} [headers] */
export async function post(port, path, body, headers = {}) {
  const answer = await call(port, 'POST', path, body, { 'Content-Type': 'application/json', ...headers });
  if (answer.status !== 200) {
    throw new Error(`${path} answered ${answer.status} ${answer.body}`);
  }
  return answer;
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

/** What a process has used and uses. @param {number} pid */
export function usage(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, // utime and stime, in ticks
    rssMb: Math.round(Number(status.match(/VmRSS:\s+(\d+)/)?.[1]) / 1024),
    threads: Number(status.match(/Threads:\s+(\d+)/)?.[1]),
  };
}

/**
 * @param {string} command
 * @param {string[]} argument
 * @param {NodeJS.ProcessEnv} [environment]
 */
function run(command, argument, environment) {
  const process_ = spawn(command, argument, { stdio: 'ignore', env: environment ?? process.env });
  running.push(process_);
  return process_;
}

/** @param {import('node:child_process').ChildProcess} process_ @param {() => Promise<unknown>} condition */
async function until(process_, condition) {
  const end = Date.now() + 60_000;
  while (!(await condition().catch(() => false))) {
    if (Date.now() > end || process_.exitCode !== null) {
      throw new Error(`${process_.spawnfile} ${process_.spawnargs.at(-1)} does not start`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * @param {number} port
 * @param {string} method
 * @param {string} path
 * @param {string} [body]
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ status: number, body: string }>}
 */
export function call(port, method, path, body = '', headers = {}) {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, agent: AGENT, headers: { ...headers, 'Content-Length': Buffer.byteLength(body) } }, (response) => {
      let all = '';
      response.setEncoding('utf8').on('data', (part) => (all += part)).on('end', () => resolve({ status: response.statusCode ?? 0, body: all }));
    });
    sent.on('error', reject).end(body);
  });
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
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
