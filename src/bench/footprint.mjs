/**
 * What messages and sessions cost Redis: bytes of memory, commands, time and bytes on the wire. What docs/scaling.md reckons with.
 *
 *   ./mvnw package -DskipTests && REDIS_SERVER=redis-server node src/bench/footprint.mjs [sessions]
 */
import { readFileSync } from 'node:fs';
import { chat, each, start } from './servers.mjs';

const SESSIONS = Number(process.argv[2] ?? 1000);
const AT_ONCE = 16;
const TURNS = [1, 4, 8, 16, 32];

const servers = await start();
try {
  await each(2000, AT_ONCE, (i) => chat(servers.port, `warm-${i % 100}`, question(i)));
  await servers.redis('FLUSHALL');
  await chat(servers.port, 'first', question(0));
  const empty = await memory();

  const rows = [];
  let turn = 0;
  for (const turns of TURNS) {
    const before = await stats();
    const messages = SESSIONS * (turns - turn);
    await each(messages, AT_ONCE, (i) => chat(servers.port, `session-${i % SESSIONS}`, question(turn + Math.floor(i / SESSIONS))));
    const after = await stats();
    turn = turns;
    rows.push({
      'turns of a session': turns,
      'bytes of a session': Math.round(((await memory()) - empty) / SESSIONS),
      'commands a message': (after.calls - before.calls) / messages,
      'script µs a message': round((after.usec - before.usec) / messages),
      'Redis CPU µs a message': round(((after.cpu - before.cpu) * 1e6) / messages),
      'function CPU µs a message': round(((after.parley - before.parley) * 1e6) / messages),
      'bytes in': Math.round((after.input - before.input) / messages),
      'bytes out': Math.round((after.output - before.output) / messages),
    });
  }
  console.table(rows);

  const before = await memory();
  await each(SESSIONS, AT_ONCE, (i) => chat(servers.port, `session-${i}`, 'I want to talk to a human'));
  console.log(`bytes of a ticket: ${Math.round(((await memory()) - before) / SESSIONS)}`);
} finally {
  servers.stop();
}

/** Another number is another question: who asks the same again gets a person. @param {number} i */
function question(i) {
  return `Where is my order ${1000 + i}? I have been waiting for it since Monday, and need it soon.`;
}

async function memory() {
  return number(await servers.redis('INFO', 'memory'), /used_memory:(\d+)/);
}

async function stats() {
  const commands = await servers.redis('INFO', 'commandstats');
  const [, calls, usec] = commands.match(/cmdstat_evalsha:calls=(\d+),usec=(\d+)/) ?? [];
  const info = await servers.redis('INFO', 'stats');
  const cpu = await servers.redis('INFO', 'cpu');
  return {
    parley: cpuSeconds(servers.parley.pid),
    calls: Number(calls),
    usec: Number(usec),
    cpu: number(cpu, /used_cpu_user:([\d.]+)/) + number(cpu, /used_cpu_sys:([\d.]+)/),
    input: number(info, /total_net_input_bytes:(\d+)/),
    output: number(info, /total_net_output_bytes:(\d+)/),
  };
}

/** @param {number | undefined} pid */
function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100; // utime and stime, in ticks
}

/** @param {string} text @param {RegExp} pattern */
function number(text, pattern) {
  return Number(text.match(pattern)?.[1]);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
