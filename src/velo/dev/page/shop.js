/** The demo shop: what it knows of its visitor, what went over the wire, and the person at the desk. */
import { deskEvent } from './backend.js';

/** @typedef {import('../../backend/parleyClient').Context} Context */

/** @type {Record<string, Context['order']>} */
const ORDERS = {
  'none': undefined,
  '1001, shipped': { number: '1001', status: 'shipped', total: '49.90 EUR', placedOn: '2026-11-18', trackingUrl: 'https://track.example/1001' },
  '1002, in preparation': { number: '1002', status: 'in preparation', total: '120.00 EUR', placedOn: '2026-11-22' },
};
/** @type {Record<string, Context['plan']>} */
const PLANS = { 'none': undefined, 'Gold, active': { name: 'Gold', status: 'active', renewsOn: '2026-12-01' }, 'Basic, cancelled': { name: 'Basic', status: 'cancelled' } };
const LOCALES = ['en', 'de', 'fr', 'es', 'he', 'ja'];
const THEMES = ['system', 'light', 'dark'];
const CALLS_MAX = 30;

const chat = /** @type {HTMLElement} */ (document.querySelector('parley-chat'));
const form = /** @type {HTMLFormElement} */ (document.querySelector('#context'));
const desk = /** @type {HTMLFormElement} */ (document.querySelector('#desk'));
const wire = /** @type {HTMLElement} */ (document.querySelector('#wire'));
const ticketLine = /** @type {HTMLElement} */ (document.querySelector('#ticket'));
const done = /** @type {HTMLElement} */ (document.querySelector('#done'));
let ticketId = sessionStorage.getItem('ticket') ?? '';

for (const [name, choices] of Object.entries({ order: Object.keys(ORDERS), plan: Object.keys(PLANS), locale: LOCALES, theme: THEMES })) {
  field(form, name).append(...choices.map((choice) => new Option(choice)));
  field(form, name).value = sessionStorage.getItem(name) ?? choices[name === 'order' || name === 'plan' ? 1 : 0];
}

form.addEventListener('change', choose);
document.querySelector('#anew')?.addEventListener('click', () => {
  localStorage.clear();
  sessionStorage.clear();
  location.reload();
});
desk.addEventListener('submit', async (event) => {
  event.preventDefault();
  const type = /** @type {HTMLButtonElement} */ (event.submitter).value;
  const text = field(desk, 'text').value.trim();
  const { status, body } = await deskEvent({
    ticketId,
    type,
    text: type === 'reply' || (type === 'resolve' && text) ? text : undefined,
    agent: { name: field(desk, 'agent').value || undefined },
  });
  done.textContent = status === 200 ? `${body.result}, the ticket is ${body.state ?? 'gone'}` : `refused: ${status}`;
  if (status === 200) {
    field(desk, 'text').value = '';
  }
});
choose();
showTicket();

function choose() {
  for (const name of ['order', 'plan', 'locale', 'theme']) {
    sessionStorage.setItem(name, field(form, name).value);
  }
  const locale = field(form, 'locale').value;
  chat.setAttribute('locale', locale);
  chat.setAttribute('theme', field(form, 'theme').value);
}

/** Who chats, in place of what Wix says of its visitors. */
export function visitor() {
  const known = localStorage.getItem('visitor') ?? crypto.randomUUID();
  localStorage.setItem('visitor', known);
  return known;
}

/** @returns {Context} */
export function context() {
  return { order: ORDERS[field(form, 'order').value], plan: PLANS[field(form, 'plan').value] };
}

/**
 * @param {string} path
 * @param {object} request
 * @param {number} status 0 if nothing came
 * @param {any} reply
 * @param {number} millis
 */
export function shown(path, request, status, reply, millis) {
  ticketId = reply?.handoff?.ticketId ?? ticketId;
  sessionStorage.setItem('ticket', ticketId);
  showTicket();
  const item = document.createElement('li');
  const title = document.createElement('strong');
  title.textContent = `${path} → ${status} in ${Math.round(millis)} ms`;
  const text = document.createElement('pre');
  text.textContent = `${JSON.stringify(request)}\n${JSON.stringify(reply, null, 2)}`;
  item.append(title, text);
  wire.prepend(item);
  wire.children[CALLS_MAX]?.remove();
}

function showTicket() {
  ticketLine.textContent = ticketId ? `Ticket ${ticketId}` : 'Nobody has asked for a person yet.';
  desk.querySelectorAll('button').forEach((button) => (button.disabled = !ticketId));
}

/**
 * @param {HTMLFormElement} of
 * @param {string} name
 */
function field(of, name) {
  return /** @type {HTMLInputElement & HTMLSelectElement} */ (of.elements.namedItem(name));
}
