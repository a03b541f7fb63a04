/**
 * Wix Inbox as the desk: hand-offs become conversations there, and what people answer there goes back to the function. What belongs
 * together is kept in a collection of the site, ParleyDesk, that only an administrator may read and write.
 */
import { auth } from '@wix/essentials';
import { contacts } from '@wix/crm';
import { items } from '@wix/data';
import { conversations, messages } from '@wix/inbox';
import { deskEvent, secretValue } from 'backend/parleyClient';

/**
 * @typedef {import('../types/parley-api').components['schemas']} Schemas
 * @typedef {Schemas['TicketCreated']} TicketCreated
 * @typedef {Schemas['MessageCreated']} MessageCreated
 */

export const DESK_SECRET = 'parley-desk-secret';

const COLLECTION = 'ParleyDesk';
const PREVIEW_MAX = 256;
const TEXT_MAX = 16_000;
const REPLY_MAX = 4_000;

/** What people write in the Inbox to end their part; what stands before it is still sent. */
const COMMANDS = /** @type {const} */ ({ '/bot': 'release', '/done': 'resolve' });

/**
 * Files what the function delivers. A delivery that comes again is answered as before; one that was cut off half-way may show twice.
 *
 * @param {string} deliveryId
 * @param {TicketCreated | MessageCreated} delivery
 * @returns {Promise<{ reference: string }>} the conversation, which later messages of the ticket bear
 */
export async function fileDelivery(deliveryId, delivery) {
  const before = await recall(`delivery-${deliveryId}`);
  if (before) {
    return { reference: before };
  }
  const conversationId = delivery.type === 'ticket.created' ? await opened(delivery) : await ofTicket(delivery);
  await write(conversationId, delivery.type === 'ticket.created' ? ticketText(delivery) : delivery.text);
  await remember(`delivery-${deliveryId}`, conversationId);
  return { reference: conversationId };
}

/**
 * What a person wrote in the Inbox goes to the visitor's page, unless it is an internal note or of a conversation that is not ours.
 *
 * @param {{ data?: { conversationId?: string, message?: import('@wix/inbox').messages.Message } }} event
 */
export async function forwardReply(event) {
  const { conversationId, message } = event.data ?? {};
  const ticketId = conversationId && (await recall(`conversation-${conversationId}`));
  if (!ticketId || !message?._id || message.direction !== 'BUSINESS_TO_PARTICIPANT' || message.visibility === 'BUSINESS') {
    return;
  }
  const { text, command } = parsed(message);
  const secret = await secretValue(DESK_SECRET);
  if (text) {
    await deskEvent({ eventId: message._id, ticketId, type: 'reply', text: text.slice(0, REPLY_MAX) }, secret);
  }
  if (command) {
    await deskEvent({ eventId: `${message._id}-end`, ticketId, type: COMMANDS[command] }, secret);
  }
}

/** @param {import('@wix/inbox').messages.Message} message */
function parsed(message) {
  const written = (message.content?.basic?.items ?? [])
    .map((item) => item.text ?? '')
    .join('\n')
    .trim();
  const command = /** @type {(keyof typeof COMMANDS)[]} */ (Object.keys(COMMANDS)).find(
    (end) => written === end || written.endsWith(`\n${end}`) || written.endsWith(` ${end}`),
  );
  return { text: command ? written.slice(0, -command.length).trim() : written, command };
}

/** @param {TicketCreated} ticket */
async function opened(ticket) {
  const { conversation } = await auth.elevate(conversations.getOrCreateConversation)(await participant(ticket));
  const id = conversation?._id;
  if (!id) {
    throw new Error('Parley: Wix Inbox has made no conversation');
  }
  // First of all: whoever answers the message must find the ticket.
  await remember(`conversation-${id}`, ticket.id);
  await remember(`ticket-${ticket.id}`, id);
  return id;
}

/** @param {MessageCreated} message */
async function ofTicket(message) {
  const id = await recall(`ticket-${message.ticketId}`);
  if (!id) {
    throw new Error('Parley: the ticket of a message is not here yet');
  }
  return id;
}

/**
 * A member is known to the Inbox; whoever is not needs a contact, one for each session.
 *
 * @param {TicketCreated} ticket
 */
async function participant(ticket) {
  const account = ticket.context?.account;
  if (account?.memberId) {
    return { memberId: account.memberId };
  }
  const known = await recall(`session-${ticket.sessionId}`);
  if (known) {
    return { contactId: known };
  }
  const { contact } = await auth.elevate(contacts.createContact)(
    {
      name: { first: account?.name ?? 'Chat', last: account?.name ? undefined : `visitor ${ticket.sessionId.slice(0, 8)}` },
      emails: account?.email ? { items: [{ email: account.email, primary: true }] } : undefined,
    },
    { allowDuplicates: true },
  );
  const id = contact?._id;
  if (!id) {
    throw new Error('Parley: Wix has made no contact');
  }
  await remember(`session-${ticket.sessionId}`, id);
  return { contactId: id };
}

/**
 * @param {string} conversationId
 * @param {string} text
 */
async function write(conversationId, text) {
  await auth.elevate(messages.sendMessage)(
    conversationId,
    {
      content: { previewText: text.slice(0, PREVIEW_MAX), basic: { items: [{ text: text.slice(0, TEXT_MAX) }] } },
      visibility: 'BUSINESS',
      direction: 'PARTICIPANT_TO_BUSINESS',
    },
    { sendNotifications: true, sendAs: 'PARTICIPANT' },
  );
}

/** @param {TicketCreated} ticket */
function ticketText(ticket) {
  return [
    ticket.summary,
    `Answer by ${ticket.dueAt}. End your part with /bot (the assistant goes on) or /done (solved).`,
    '',
    ...ticket.transcript.map(({ role, text }) => `${role}: ${text}`),
  ].join('\n');
}

/** @param {string} id */
async function recall(id) {
  const item = await auth.elevate(items.get)(COLLECTION, id);
  return /** @type {string | undefined} */ (item?.value);
}

/**
 * @param {string} id
 * @param {string} value
 */
async function remember(id, value) {
  await auth.elevate(items.save)(COLLECTION, { _id: id, value });
}
