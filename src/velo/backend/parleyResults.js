/**
 * What the page gets to know: each answer and each refusal of the function as one small value. No cost, no confidence, no ticket's id, no
 * text of an error. Imports nothing, so that it can be tried anywhere.
 *
 * @typedef {import('../types/parley-api').components['schemas']} Schemas
 *
 * @typedef {object} Answer There is something to show.
 * @property {'answer'} kind
 * @property {'completion' | 'fallback' | 'handoff'} outcome
 * @property {string} reply
 * @property {boolean} clarify whether the reply asks the visitor for something
 * @property {{ id: string, title: string }[]} sources articles that the reply rests on
 * @property {{ owned: boolean, dueAt: string | null } | null} handoff owned: a person had the conversation before; dueAt: RFC 3339, UTC
 *
 * @typedef {object} Refusal There is nothing to show but why.
 * @property {'busy' | 'limited' | 'unavailable' | 'restart' | 'invalid'} kind busy: is being answered; limited: too many messages;
 *   unavailable: may work later, with the same message id; restart: the session is somebody else's, another one is needed; invalid:
 *   would be refused again
 * @property {number | null} retryAfterSeconds
 *
 * @typedef {object} News
 * @property {'updates'} kind
 * @property {'bot' | 'human'} owner who answers next
 * @property {string} cursor for the next call
 * @property {{ id: string, role: 'agent' | 'bot', text: string, agent: string | null, at: string }[]} messages oldest first
 * @property {{ state: string, dueAt: string } | null} ticket
 *
 * @typedef {object} Response What came over the wire.
 * @property {number} status 0 if nothing came
 * @property {number | null} retryAfterSeconds
 * @property {any} body parsed; null if it was no JSON
 */

/**
 * @param {Response} response of /chat
 * @returns {Answer | Refusal}
 */
export function chatResult(response) {
  /** @type {Schemas['ChatReply'] | null} */
  const reply = response.status === 200 ? response.body : null;
  if (!reply || typeof reply.reply !== 'string') {
    return refusal(response);
  }
  return {
    kind: 'answer',
    outcome: reply.outcome,
    reply: reply.reply,
    clarify: reply.outcome === 'completion' && reply.clarify === true,
    sources: (reply.outcome === 'completion' && reply.sources) || [],
    handoff:
      reply.outcome === 'handoff'
        ? { owned: reply.handoff.reason === 'human_owns', dueAt: reply.handoff.dueAt ?? null }
        : null,
  };
}

/**
 * @param {Response} response of /updates
 * @returns {News | Refusal}
 */
export function updatesResult(response) {
  /** @type {Schemas['Updates'] | null} */
  const news = response.status === 200 ? response.body : null;
  if (!news || !Array.isArray(news.messages)) {
    return refusal(response);
  }
  return {
    kind: 'updates',
    owner: news.owner,
    cursor: news.cursor,
    messages: news.messages.map(({ id, role, text, agent, at }) => ({ id, role, text, agent: agent ?? null, at })),
    ticket: news.ticket ? { state: news.ticket.state, dueAt: news.ticket.dueAt } : null,
  };
}

/**
 * @param {Response} response
 * @returns {Refusal}
 */
function refusal({ status, retryAfterSeconds }) {
  switch (status) {
    case 409:
      return { kind: 'busy', retryAfterSeconds: retryAfterSeconds ?? 1 };
    case 429:
      return { kind: 'limited', retryAfterSeconds: retryAfterSeconds ?? 5 };
    case 403:
      return { kind: 'restart', retryAfterSeconds: null };
    case 400:
    case 413:
    case 422:
      return { kind: 'invalid', retryAfterSeconds: null };
    default:
      return { kind: 'unavailable', retryAfterSeconds };
  }
}
