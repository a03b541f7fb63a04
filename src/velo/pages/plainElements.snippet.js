/**
 * The chat without a custom element, for sites without Premium: a repeater-free variant of masterPage.snippet.js. Put on the page: a text
 * element #chatLog, a text box #chatInput, a button #chatSend and a text element #chatStatus, and paste this into the page's code.
 */
import { session } from 'wix-storage-frontend';
import { fetchUpdates, sendMessage } from 'backend/parley.web';

const LINES_MAX = 40;
const FAILED_MS_MAX = 30_000;
const KEY = 'parley';

/** @type {{ sessionId: string, cursor: string, human: boolean, lines: string[] }} */
let state = { sessionId: newId(), cursor: '', human: false, lines: [] };
/** The message that has no answer yet: sent again, it keeps its id. @type {{ messageId: string, text: string } | null} */
let open = null;
let polling = false;

$w.onReady(() => {
  const stored = session.getItem(KEY);
  if (stored) {
    state = JSON.parse(stored);
  }
  show('');
  $w('#chatSend').onClick(() => write());
  $w('#chatInput').onKeyPress((event) => {
    if (event.key === 'Enter' && !event.shiftKey) {
      write();
    }
  });
  poll(0);
});

async function write() {
  const text = $w('#chatInput').value.trim();
  if (!open) {
    if (!text) {
      return;
    }
    open = { messageId: newId(), text };
    add('You', text);
    $w('#chatInput').value = '';
  }
  $w('#chatSend').disable();
  show('…');
  const { messageId } = open;
  const result = await sendMessage({ sessionId: state.sessionId, messageId, text: open.text, context: {} }).catch(() => null);
  $w('#chatSend').enable();
  if (result?.kind === 'answer') {
    open = null;
    state.human = state.human || result.outcome === 'handoff';
    if (!result.handoff?.owned) {
      add('Assistant', result.reply);
    }
    show(state.human ? 'A person will answer here.' : '');
    poll(0);
  } else if (result?.kind === 'restart') {
    state = { ...state, sessionId: newId(), cursor: '', human: false };
    await write();
  } else if (result?.kind === 'invalid') {
    open = null;
    show('This message cannot be sent.');
  } else {
    const seconds = result?.retryAfterSeconds;
    show(`Not sent. Press Send to try again${seconds ? ` in ${seconds} s` : ''}.`);
  }
}

/** @param {number} delay milliseconds */
function poll(delay, failures = 0) {
  if (!state.human || polling) {
    return;
  }
  polling = true;
  setTimeout(async () => {
    const news = await fetchUpdates({ sessionId: state.sessionId, cursor: state.cursor, waitSeconds: 8 }).catch(() => null);
    polling = false;
    if (news?.kind !== 'updates') {
      poll(Math.min(FAILED_MS_MAX, 2 ** (failures + 1) * 1000), failures + 1);
      return;
    }
    state.cursor = news.cursor;
    news.messages.forEach(({ text, agent, role }) => add(role === 'agent' ? agent || 'Our team' : 'Assistant', text));
    if (news.owner === 'bot') {
      state.human = false;
      show('You are talking with the assistant again.');
    }
    poll(0);
  }, delay);
}

/**
 * @param {string} who
 * @param {string} text
 */
function add(who, text) {
  state.lines = [...state.lines, `${who}: ${text}`].slice(-LINES_MAX);
  show($w('#chatStatus').text);
}

/** @param {string} status */
function show(status) {
  // `text`, never `html`: nothing that anybody wrote is parsed.
  $w('#chatLog').text = state.lines.join('\n\n');
  $w('#chatStatus').text = status;
  session.setItem(KEY, JSON.stringify(state));
}

function newId() {
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
}
