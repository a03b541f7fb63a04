/**
 * Measures Parley beside its peers, prints tables, and writes target/bench.json. See README.md.
 *
 *   src/bench/run [--native target/parley-runner] [--quick] [start] [overhead] [throughput] [waiting] [growth] [tokens] [store] [updates]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bot, chat, each, hangUp, headers, news, parley, portkey, post, redis, signed, stop, stub, usage } from './servers.mjs';

const args = process.argv.slice(2);
const native = args.includes('--native') ? args[args.indexOf('--native') + 1] : undefined;
const quick = args.includes('--quick');
const wanted = args.filter((arg, i) => !arg.startsWith('--') && args[i - 1] !== '--native');
const peers = existsSync(new URL('node_modules/@portkey-ai/gateway', import.meta.url));
let files = 0;
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** @type {Record<string, any>} */
const results = {
  machine: { cores: cpus().length, cpu: cpus()[0].model, memoryGib: Math.round(totalmem() / 2 ** 30), node: process.version, java: native ? 'native' : javaVersion(), date: new Date().toISOString() },
};
const parts = { start, overhead, throughput, waiting, growth, tokens, store, updates };

console.log(JSON.stringify(results.machine));
if (!peers) {
  console.log('Without the peers, and without tokens: npm ci in src/bench has not been run.');
}
try {
  for (const [name, part] of Object.entries(parts)) {
    if (!wanted.length || wanted.includes(name)) {
      console.log(`\n# ${name}`);
      results[name] = await part();
      console.table(results[name]);
      mkdirSync('target', { recursive: true });
      writeFileSync('target/bench.json', `${JSON.stringify(results, null, 2)}\n`);
    }
  }
  console.log('\ntarget/bench.json');
} finally {
  stop();
}

/** From the start of the process to the first 200 of /chat. */
async function start() {
  const [store, model] = [await redis(), await stub()];
  const runs = [];
  for (let i = 0; i < (quick ? 3 : 10); i++) {
    const from = performance.now();
    const one = await parley({ redis: store.url, model: model.url(0), native, ready: false });
    for (;;) {
      if (await chat(one.port, `start-${i}`, 'Where is my order?').catch(() => null)) {
        break;
      }
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    runs.push({ millis: performance.now() - from, ...usage(one.pid) });
    one.process.kill('SIGKILL');
  }
  return [{ 'first 200 after ms': round(median(runs.map(({ millis }) => millis))), 'CPU s': median(runs.map(({ cpuSeconds }) => cpuSeconds)), 'RSS MB': median(runs.map(({ rssMb }) => rssMb)), runs: runs.length }];
}

/**
 * What a message takes longer than the call of the model alone, one at a time: first in turns with that call and nothing else, fifty pairs of
 * each server after the other; then in turns with all servers, so that each finds the processor's caches full of the others' work.
 */
async function overhead() {
  const all = await everything(0);
  const count = quick ? 300 : 2000;
  const direct = new URL(`${all.model.url(0)}/chat/completions`);
  const plain = JSON.stringify({ model: 'gpt-4.1-mini', messages: [{ role: 'user', content: 'Where is my order?' }] });
  const model = () => () => post(Number(direct.port), direct.pathname, plain);
  /** Each makes a request, whose sending is what is timed: that the client signs it is not the server's doing. @type {Record<string, (i: number) => () => Promise<unknown>>} */
  const servers = {
    parley: (i) => {
      const message = signed(`over-${i % 50}`, question(i));
      const head = headers(message);
      return () => post(all.parley.port, '/chat', message.body, head);
    },
  };
  if (all.portkey && all.bot) {
    const { portkey: gateway, bot: express } = all;
    const head = portkeyHeaders(all.model.url(0));
    servers.portkey = () => () => post(gateway.port, '/v1/chat/completions', plain, head);
    servers.express = (i) => {
      const body = JSON.stringify({ sessionId: `over-${i % 50}`, text: question(i) });
      return () => post(express.port, '/chat', body);
    };
  }
  await warm(all);
  let asked = 0;
  const timed = async (/** @type {number[]} */ times, /** @type {(i: number) => () => Promise<unknown>} */ ready) => {
    const send = ready(asked++);
    const from = performance.now();
    await send();
    times.push(performance.now() - from);
  };
  const names = Object.keys(servers);
  /** @type {Map<string, { direct: number[], own: number[] }>} */
  const [alone, together] = [new Map(), new Map()];
  names.forEach((name) => alone.set(name, { direct: [], own: [] }));
  const block = 50;
  for (let done = 0; done < count; done += block) {
    for (const name of names) {
      const { direct: base, own } = alone.get(name);
      for (let i = 0; i < block; i++) {
        await timed(base, model);
        await timed(own, servers[name]);
      }
    }
  }
  const base = [];
  names.forEach((name) => together.set(name, { direct: base, own: [] }));
  for (let i = 0; i < count; i++) {
    await timed(base, model);
    for (const name of names) {
      await timed(together.get(name).own, servers[name]);
    }
  }
  stop();
  return [['the model alone', alone], ['the model and all servers', together]].flatMap(([turns, of]) =>
    [...of].map(([name, times]) => {
      const [own, without] = [percentiles(times.own), percentiles(times.direct)];
      const added = (/** @type {'p50' | 'p95' | 'p99'} */ at) => round(own[at] - without[at], 2);
      return { name, 'in turns with': turns, 'direct p50 ms': without.p50, 'p50 ms': own.p50, 'p95 ms': own.p95, 'p99 ms': own.p99, 'added p50': added('p50'), 'added p95': added('p95'), 'added p99': added('p99') };
    }),
  );
}

/** Messages a second with a model that takes no time, and what each costs the processor. In turns: of each, the round in the middle counts. */
async function throughput() {
  const all = await everything(0);
  await warm(all);
  const names = /** @type {const} */ (['parley', 'portkey', 'express']).filter((name) => all[name === 'express' ? 'bot' : name]);
  const rows = [];
  for (const connections of [1, 16, 128]) {
    /** @type {Map<string, any[]>} */
    const rounds = new Map(names.map((name) => [name, []]));
    const seconds = quick ? 2 : 6;
    for (let round_ = 0; round_ < (quick ? 1 : 5); round_++) {
      for (const name of names) {
        const one = /** @type {{ pid: number, url: string }} */ (name === 'express' ? all.bot : all[name]);
        const file = requests(name, 6_000 * seconds, all.model.url(0));
        const before = usage(one.pid);
        const done = wrk(one.url, connections, seconds, file, all.model.url(0));
        const after = usage(one.pid);
        rounds.get(name)?.push({
          rate: Math.round((done.requests * 1e6) / done.micros),
          row: {
            'CPU ms a message': round(((after.cpuSeconds - before.cpuSeconds) * 1000) / done.requests, 3),
            'p50 ms': done.p50 / 1000,
            'p99 ms': done.p99 / 1000,
            'RSS MB': after.rssMb,
            errors: done.errors,
            repeated: done.again,
          },
        });
      }
    }
    for (const name of names) {
      const sorted = (rounds.get(name) ?? []).sort((a, b) => a.rate - b.rate);
      const middle = sorted[Math.floor(sorted.length / 2)];
      rows.push({ name, connections, 'messages/s': middle.rate, 'least, most': `${sorted[0].rate}-${sorted[sorted.length - 1].rate}`, ...middle.row });
    }
  }
  stop();
  return rows;
}

/** 1,000 conversations on a model that takes a second. */
async function waiting() {
  const [store, model] = [await redis(), await stub()];
  const one = await parley({ redis: store.url, model: model.url('set'), native });
  settle('parley', one.url, '');
  await model.set(1000);
  const done = wrk(one.url, 1000, quick ? 5 : 60, requests('parley', quick ? 10_000 : 80_000, ''), '');
  const { rssMb, threads } = usage(one.pid);
  stop();
  return [{ conversations: 1000, 'messages/s': Math.round((done.requests * 1e6) / done.micros), errors: done.errors, 'RSS MB': rssMb, threads, 'p99 ms': done.p99 / 1000 }];
}

/** Whether a message costs more for what was before it: in its session, and in Redis. */
async function growth() {
  const [store, model] = [await redis(), await stub()];
  const one = await parley({ redis: store.url, model: model.url('talk'), native });
  const sessions = quick ? 10 : 40;
  const rounds = quick ? 2 : 15;
  let asked = 0;
  const ask = (/** @type {string} */ session) => chat(one.port, session, question(asked++));
  /** What a message to each of the sessions costs Redis and the prompt. @param {(i: number) => string} session */
  const cost = async (session) => {
    await model.prompts();
    const before = await redisStats(store);
    await each(sessions, 1, (i) => ask(session(i)));
    const after = await redisStats(store);
    const prompts = await model.prompts();
    return {
      'Redis calls': round((after.calls - before.calls) / sessions, 2),
      'Redis bytes': Math.round((after.input + after.output - before.input - before.output) / sessions),
      'prompt characters': Math.round(prompts.reduce((/** @type {number} */ all, /** @type {any} */ { messages }) => all + messages.reduce((sum, m) => sum + m.content.length, 0), 0) / prompts.length),
    };
  };
  await each(quick ? 2_000 : 60_000, 16, (i) => ask(`warm-${i % 500}`));

  // All lengths of session in turns with each other: what else the machine does hits them alike.
  const lengths = quick ? [1, 10, 100] : [1, 10, 100, 1000];
  const name = (/** @type {number} */ turn, /** @type {number} */ i, /** @type {number} */ round_) => (turn === 1 ? `new-${round_}-${i}` : `turn-${turn}-${i}`);
  for (const turn of lengths.slice(1)) {
    await each(sessions * (turn - 1), 16, (i) => ask(name(turn, i % sessions, 0)));
  }
  /** @type {Map<number, number[]>} */
  const times = new Map(lengths.map((turn) => [turn, []]));
  for (let round_ = 0; round_ < rounds; round_++) {
    for (let i = 0; i < sessions; i++) {
      for (const turn of lengths) {
        const from = performance.now();
        await ask(name(turn, i, round_));
        times.get(turn)?.push(performance.now() - from);
      }
    }
  }
  const rows = [];
  for (const turn of lengths) {
    rows.push({ turn, 'sessions in Redis': '', 'p50 ms': percentiles(times.get(turn) ?? []).p50, ...(await cost((i) => name(turn, i, -1))) });
  }

  // As many databases of the one Redis as there are amounts, each of them the function's for a while, in turns.
  const swap = (/** @type {number} */ database) => store.ask('SWAPDB', '0', `${database + 1}`);
  const amounts = quick ? [1, 1_000] : [1, 1_000, 100_000];
  /** @type {Map<number, number[]>} */
  const among = new Map(amounts.map((others) => [others, []]));
  await store.ask('FLUSHALL');
  for (const [database, others] of amounts.entries()) {
    await swap(database);
    await each(others - 1, 32, (i) => ask(`other-${i}`));
    await model.prompts();
    for (let i = 0; i < 9; i++) {
      await ask('probe');
    }
    await swap(database);
  }
  for (let round_ = 0; round_ < rounds * 2; round_++) {
    for (const [database, others] of amounts.entries()) {
      await swap(database);
      await ask('probe'); // the first after the swap finds every cache cold, which is the swap's doing
      for (let i = 0; i < sessions; i++) {
        const from = performance.now();
        await ask('probe');
        among.get(others)?.push(performance.now() - from);
      }
      await swap(database);
    }
  }
  for (const [database, others] of amounts.entries()) {
    await swap(database);
    rows.push({ turn: '10 on', 'sessions in Redis': others, 'p50 ms': percentiles(among.get(others) ?? []).p50, ...(await cost(() => 'probe')) });
    await swap(database);
  }
  stop();
  return rows;
}

/**
 * Tokens of the prompt at each turn of a support conversation, beside those of a bot that sends all of it each time: with a line of rules
 * as people write them who begin, and with the rules that Parley has.
 */
async function tokens() {
  if (!peers) {
    return [];
  }
  const { getEncoding } = await import('js-tiktoken');
  const encoding = getEncoding('o200k_base');
  const [store, model] = [await redis(), await stub()];
  const ours = await parley({ redis: store.url, model: model.url('talk'), native });
  const naive = await bot({ redis: store.url, model: model.url('talk'), whole: true });
  const talk = JSON.parse((await import('node:fs')).readFileSync(`${HERE}talk.json`, 'utf8'));
  const rows = [];
  const count = (/** @type {any[]} */ messages) => encoding.encode(messages.map((m) => m.content).join('\n')).length;
  /** What the form of an answer takes, which providers count in a form of their own. */
  const schema = (/** @type {any} */ asked) => encoding.encode(JSON.stringify(asked.response_format.json_schema.schema)).length;
  const fixed = (/** @type {any[]} */ messages) => messages.filter((m) => m.role === 'system');
  for (const [index, [text]] of talk.entries()) {
    await chat(ours.port, 'talk', text);
    const [own] = await model.prompts();
    await post(naive.port, '/chat', JSON.stringify({ sessionId: 'talk', text }));
    const [whole] = await model.prompts();
    const [window, history] = [count(own.messages), count(whole.messages)];
    const rules = history - count(fixed(whole.messages)) + count(fixed(own.messages));
    if ([1, 5, 10, 15, 20, 25, 30].includes(index + 1)) {
      rows.push({ turn: index + 1, parley: window, 'its schema': schema(own), 'all of the history': history, times: round(history / window, 2), 'the same with our rules': rules, 'times ': round(rules / window, 2) });
    }
  }
  stop();
  return rows;
}

/** What sessions cost Redis, and a message each of its two scripts. */
async function store() {
  const [state, model] = [await redis(), await stub()];
  const one = await parley({ redis: state.url, model: model.url(0), native });
  await each(quick ? 1_000 : 10_000, 16, (i) => chat(one.port, `warm-${i % 100}`, question(i)));
  await state.ask('FLUSHALL');
  await chat(one.port, 'first', question(0));
  const memory = async () => Number((await state.ask('INFO', 'memory')).match(/used_memory:(\d+)/)?.[1]);
  const empty = await memory();
  const sessions = quick ? 200 : 1000;
  const rows = [];
  let turn = 0;
  for (const turns of [1, 4, 8, 16, 32]) {
    const messages = sessions * (turns - turn);
    const from = turn;
    const before = { ...(await redisStats(state)), redis: usage(state.pid), parley: usage(one.pid) };
    await each(messages, 16, (i) => chat(one.port, `session-${i % sessions}`, question(from + Math.floor(i / sessions))));
    const after = { ...(await redisStats(state)), redis: usage(state.pid), parley: usage(one.pid) };
    turn = turns;
    rows.push({
      turns,
      'KB a session': round(((await memory()) - empty) / sessions / 1000),
      'calls a message': round((after.calls - before.calls) / messages, 2),
      'script µs': round((after.usec - before.usec) / messages),
      'Redis CPU µs': round(((after.redis.cpuSeconds - before.redis.cpuSeconds) * 1e6) / messages),
      'bytes in': Math.round((after.input - before.input) / messages),
      'bytes out': Math.round((after.output - before.output) / messages),
    });
  }
  const before = await memory();
  await each(sessions, 16, (i) => chat(one.port, `session-${i}`, 'I want to talk to a human'));
  console.log(`a ticket: ${round(((await memory()) - before) / sessions / 1000)} KB`);
  stop();
  const { admit, commit } = await scripts();
  console.log(`admit.lua ${admit} µs, commit.lua ${commit} µs`);
  return rows;
}

/** The time inside each script, told apart by looking while the model takes its time. */
async function scripts() {
  const [state, model] = [await redis(), await stub()];
  const one = await parley({ redis: state.url, model: model.url(50), native });
  await each(1_000, 64, (i) => chat(one.port, `warm-${i % 100}`, question(i)));
  const count = quick ? 20 : 100;
  let admit = 0;
  let commit = 0;
  for (let i = 0; i < count; i++) {
    const before = await redisStats(state);
    const answer = chat(one.port, `warm-${i % 100}`, question(5_000 + i));
    await new Promise((resolve) => setTimeout(resolve, 25));
    const between = await redisStats(state);
    await answer;
    admit += between.usec - before.usec;
    commit += (await redisStats(state)).usec - between.usec;
  }
  stop();
  return { admit: round(admit / count), commit: round(commit / count) };
}

/** 1,000 pages that wait for a person's answer: each has handed its conversation off, and asks again and again. */
async function updates() {
  const pages = 1000;
  const [state, model] = [await redis(), await stub()];
  // As on an instance of one vCPU: by it the JVM chooses its collector, and we our threads.
  const one = await parley({ redis: state.url, model: model.url(0), native, ...(native ? {} : { jvm: ['-Xmx128m', '-XX:ActiveProcessorCount=1', '-Dmutiny.disableCallBackDecorators=true'] }) });
  await each(pages, 16, (i) => chat(one.port, `page-${i}`, 'I want to talk to a human'));
  let ended = false;
  let answers = 0;
  let failures = 0;
  const wait = async (/** @type {number} */ page) => {
    await new Promise((resolve) => setTimeout(resolve, page * 8)); // they do not all open at the same moment
    let cursor;
    while (!ended) {
      try {
        cursor = (await news(one.port, `page-${page}`, `visitor-of-page-${page}`, cursor)).cursor;
        answers++;
      } catch {
        failures++;
      }
    }
  };
  const all = Array.from({ length: pages }, (_, page) => wait(page));
  await new Promise((resolve) => setTimeout(resolve, quick ? 20_000 : 100_000));
  const before = { at: performance.now(), answers, parley: usage(one.pid), redis: usage(state.pid) };
  await new Promise((resolve) => setTimeout(resolve, quick ? 20_000 : 60_000));
  const seconds = (performance.now() - before.at) / 1000;
  const { cpuSeconds, rssMb, threads } = usage(one.pid);
  const row = {
    pages,
    'answers/s': round((answers - before.answers) / seconds),
    failures,
    'function, % of a core': round(((cpuSeconds - before.parley.cpuSeconds) * 100) / seconds),
    'Redis, % of a core': round(((usage(state.pid).cpuSeconds - before.redis.cpuSeconds) * 100) / seconds),
    'RSS MB': rssMb,
    threads,
  };
  ended = true;
  stop();
  await Promise.all(all);
  return [row];
}

// ---

/** @param {number} delay */
async function everything(delay) {
  const [store, model] = [await redis(), await stub()];
  const ours = await parley({ redis: store.url, model: model.url(delay), native });
  const { outcome } = await chat(ours.port, 'first', question(0));
  if (outcome !== 'completion') {
    throw new Error(`The function answers with a ${outcome}, which is quickly done and means nothing.`);
  }
  return {
    store,
    model,
    parley: ours,
    bot: peers ? await bot({ redis: store.url, model: model.url(delay) }) : undefined,
    portkey: peers ? await portkey() : undefined,
  };
}

/** @param {Awaited<ReturnType<typeof everything>>} all */
async function warm(all) {
  for (const name of /** @type {const} */ (['parley', 'portkey', 'express'])) {
    const one = name === 'express' ? all.bot : all[name];
    if (one) {
      settle(name, one.url, all.model.url(0));
    }
  }
}

/** As long as it takes until compilers have done what they will: a server that has just started is not what is in question. @param {string} name @param {string} url @param {string} model */
function settle(name, url, model) {
  const seconds = quick ? 4 : 15;
  for (let round_ = 0, best = 0, idle = 0; round_ < (quick ? 1 : 12) && idle < 2; round_++) {
    const done = wrk(url, 16, seconds, requests(name, 5_000 * seconds, model), model);
    const rate = (done.requests * 1e6) / done.micros;
    idle = rate > best * 1.03 ? 0 : idle + 1;
    best = Math.max(best, rate);
  }
}

/** A file of requests, each another message of one of 2,000 sessions. @param {string} name @param {number} count @param {string} model */
function requests(name, count, model) {
  const run = ++files;
  const lines = Array.from({ length: count }, (_, i) => {
    const session = `load-${run}-${i % 2000}`;
    if (name === 'parley') {
      const { id, time, signature, body } = signed(session, question(i));
      return `${id} ${time} ${signature} ${body}`;
    }
    const body = name === 'express' ? { sessionId: session, text: question(i) } : { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: question(i) }] };
    return `- - - ${JSON.stringify(body)}`;
  });
  const file = join(tmpdir(), `parley-bench-${process.pid}.txt`);
  writeFileSync(file, lines.join('\n'));
  return file;
}

/** @param {string} url @param {number} connections @param {number} seconds @param {string} file @param {string} model */
function wrk(url, connections, seconds, file, model) {
  const threads = Math.min(connections, 2);
  const done = spawnSync('wrk', [`-t${threads}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '15s', '-s', `${HERE}load.lua`, url, '--', file, `${threads}`, model], { encoding: 'utf8' });
  hangUp();
  const line = done.stdout?.split('\n').find((one) => one.startsWith('{'));
  if (!line) {
    throw new Error(`wrk: ${done.error ?? done.stderr}`);
  }
  return JSON.parse(line);
}

/** @param {string} model */
function portkeyHeaders(model) {
  return { Authorization: 'Bearer none', 'x-portkey-provider': 'openai', 'x-portkey-custom-host': model };
}

/** @param {{ ask: (...command: string[]) => Promise<string> }} store */
async function redisStats(store) {
  const [, calls, usec] = (await store.ask('INFO', 'commandstats')).match(/cmdstat_evalsha:calls=(\d+),usec=(\d+)/) ?? [];
  const stats = await store.ask('INFO', 'stats');
  const [input, output] = [/total_net_input_bytes:(\d+)/, /total_net_output_bytes:(\d+)/].map((pattern) => Number(stats.match(pattern)?.[1]));
  return { calls: Number(calls), usec: Number(usec), input, output };
}

/** Another number is another question: who asks the same again gets a person. @param {number} i */
function question(i) {
  return `Where is my order ${1000 + i}? I have been waiting for it since Monday, and need it soon.`;
}

/** @param {number[]} times */
function percentiles(times) {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (/** @type {number} */ part) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))], 2);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** @param {number} value */
function round(value, digits = 1) {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}

function javaVersion() {
  const java = process.env.JAVA_HOME ? `${process.env.JAVA_HOME}/bin/java` : 'java';
  return execFileSync(java, ['--version'], { encoding: 'utf8' }).split('\n')[0];
}
