/**
 * Paste this into masterPage.js. It joins the custom element #parleyChat, whose source is public/custom-elements/parley-chat.js, with
 * the backend. A page's code is the only place that may talk to both.
 */
import { fetchUpdates, sendMessage } from 'backend/parley.web';

/** What the chat is told when its question did not even get to the backend. */
const UNAVAILABLE = { kind: 'unavailable', retryAfterSeconds: null };

$w.onReady(() => {
  const chat = $w('#parleyChat');

  chat.on('parley-send', async ({ detail }) => {
    const { messageId, sessionId, text, locale, page, device } = detail;
    const result = await sendMessage({ sessionId, messageId, text, context: { locale, page, device } }).catch(() => UNAVAILABLE);
    chat.setAttribute('result', JSON.stringify({ ...result, messageId }));
  });

  chat.on('parley-updates', async ({ detail }) => {
    const { requestId, sessionId, cursor, waitSeconds } = detail;
    const result = await fetchUpdates({ sessionId, cursor, waitSeconds }).catch(() => UNAVAILABLE);
    chat.setAttribute('updates', JSON.stringify({ ...result, requestId }));
  });

  // Only now: what the chat fired before would be lost.
  chat.setAttribute('ready', true);
});
