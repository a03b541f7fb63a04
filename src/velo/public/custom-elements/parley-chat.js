/**
 * <parley-chat>: the chat of a site's visitors. It knows nothing of servers: it fires events, and whoever embeds it answers by
 * attributes (README.md has them all). Nothing that anybody wrote is ever parsed as HTML.
 */
(() => {
  /** In the order of KEYS. */
  const KEYS = ['heading', 'open', 'close', 'name', 'you', 'person', 'greeting', 'placeholder', 'answer', 'send', 'typing', 'failed', 'retry', 'limited', 'offline', 'due', 'soon', 'joined', 'back', 'anew', 'unread', 'sources', 'privacy', 'more', 'sent'];
  const LANGUAGES = {
    en: ['Chat with us', 'Open chat', 'Close chat', 'Assistant', 'You', 'Our team', 'Hello! How can we help?', 'Write a message', 'Your answer', 'Send', '{name} is writing …', 'Not sent.', 'Try again', 'Too many messages at once. The next one goes out in {n} s.', 'You are offline. Your message goes out when you are back.', 'A person will answer by {time}.', 'A person will answer soon.', 'You are talking with {name}.', 'You are talking with the assistant again.', 'A new conversation has begun.', '{n} new', 'Sources: ', 'An AI assistant answers first. Please send no passwords or card numbers.', 'Privacy', 'Sent'],
    de: ['Chat mit uns', 'Chat öffnen', 'Chat schließen', 'Assistent', 'Sie', 'Unser Team', 'Hallo! Wie können wir helfen?', 'Nachricht schreiben', 'Ihre Antwort', 'Senden', '{name} schreibt …', 'Nicht gesendet.', 'Noch einmal', 'Zu viele Nachrichten auf einmal. Die nächste geht in {n} s hinaus.', 'Sie sind offline. Ihre Nachricht geht hinaus, sobald Sie zurück sind.', 'Ein Mensch antwortet bis {time}.', 'Ein Mensch antwortet bald.', 'Sie sprechen mit {name}.', 'Sie sprechen wieder mit dem Assistenten.', 'Ein neues Gespräch hat begonnen.', '{n} neu', 'Quellen: ', 'Zuerst antwortet ein KI-Assistent. Bitte senden Sie keine Passwörter oder Kartennummern.', 'Datenschutz', 'Gesendet'],
    fr: ['Discutez avec nous', 'Ouvrir le chat', 'Fermer le chat', 'Assistant', 'Vous', 'Notre équipe', 'Bonjour ! Comment pouvons-nous vous aider ?', 'Écrire un message', 'Votre réponse', 'Envoyer', '{name} écrit …', 'Non envoyé.', 'Réessayer', 'Trop de messages à la fois. Le prochain partira dans {n} s.', 'Vous êtes hors ligne. Votre message partira à votre retour.', 'Une personne vous répondra avant {time}.', 'Une personne vous répondra bientôt.', 'Vous parlez avec {name}.', 'Vous parlez de nouveau avec l’assistant.', 'Une nouvelle conversation a commencé.', '{n} nouveau(x)', 'Sources : ', 'Un assistant IA répond en premier. N’envoyez ni mots de passe ni numéros de carte.', 'Confidentialité', 'Envoyé'],
    es: ['Chatee con nosotros', 'Abrir el chat', 'Cerrar el chat', 'Asistente', 'Usted', 'Nuestro equipo', '¡Hola! ¿En qué podemos ayudarle?', 'Escriba un mensaje', 'Su respuesta', 'Enviar', '{name} está escribiendo …', 'No enviado.', 'Reintentar', 'Demasiados mensajes a la vez. El próximo saldrá en {n} s.', 'Está sin conexión. Su mensaje saldrá cuando vuelva.', 'Una persona le responderá antes de las {time}.', 'Una persona le responderá pronto.', 'Está hablando con {name}.', 'Está hablando de nuevo con el asistente.', 'Ha empezado una conversación nueva.', '{n} nuevo(s)', 'Fuentes: ', 'Primero responde un asistente de IA. No envíe contraseñas ni números de tarjeta.', 'Privacidad', 'Enviado'],
    he: ['דברו איתנו', 'פתיחת הצ׳אט', 'סגירת הצ׳אט', 'העוזר', 'אתם', 'הצוות שלנו', 'שלום! איך אפשר לעזור?', 'כתבו הודעה', 'התשובה שלכם', 'שליחה', '{name} כותב …', 'לא נשלח.', 'לנסות שוב', 'יותר מדי הודעות בבת אחת. הבאה תישלח בעוד {n} שניות.', 'אין חיבור לרשת. ההודעה תישלח כשהחיבור יחזור.', 'אדם מהצוות יענה עד {time}.', 'אדם מהצוות יענה בקרוב.', 'אתם מדברים עם {name}.', 'אתם מדברים שוב עם העוזר.', 'התחילה שיחה חדשה.', '{n} חדשות', 'מקורות: ', 'תחילה עונה עוזר בינה מלאכותית. אין לשלוח סיסמאות או מספרי כרטיסים.', 'פרטיות', 'נשלח'],
    ja: ['チャットで相談', 'チャットを開く', 'チャットを閉じる', 'アシスタント', 'あなた', '担当者', 'こんにちは。ご用件をお聞かせください。', 'メッセージを入力', 'ご回答', '送信', '{name}が入力中 …', '送信できませんでした。', '再送信', 'メッセージが多すぎます。次は{n}秒後に送信します。', 'オフラインです。接続が戻り次第送信します。', '{time}までに担当者がお答えします。', 'まもなく担当者がお答えします。', '{name}がご案内しています。', '再びアシスタントがご案内します。', '新しい会話を始めました。', '新着{n}件', '参考: ', 'まずAIアシスタントがお答えします。パスワードやカード番号は送らないでください。', 'プライバシー', '送信済み'],
  };
  const RIGHT_TO_LEFT = /^(ar|fa|he|ur|yi)\b/;

  const ANSWER_MS = 20_000; // Velo gives up at 14 s; whoever embeds us should have answered by then
  const BUSY_TRIES_MAX = 10;
  const WAIT_SECONDS = 8;
  const HIDDEN_MS = 30_000;
  const CLOSED_MS = 4_000;
  const FAILED_MS_MAX = 30_000;
  const ITEMS_MAX = 60;
  const CROSSED_MS = 10_000;
  const HOUR_MS = 3_600_000;
  const STORED_MS = 24 * HOUR_MS; // as long as the function keeps a session
  const STORED_BY_PEOPLE_MS = 30 * 24 * HOUR_MS;
  const TEXT_MAX = 2000;
  const LINK = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]}']/g;

  const DARK = '--surface:var(--parley-surface,#17181c);--text:var(--parley-text,#f1f2f4);--muted:var(--parley-muted,#a9adb8);--bubble:var(--parley-bubble,#2a2d34);--line:var(--parley-line,#7a7f8c);--accent:var(--parley-accent,#9db4ff);--on-accent:var(--parley-on-accent,#0b1430);--danger:var(--parley-danger,#ffa198)';
  const STYLE = `
:host{--surface:var(--parley-surface,#fff);--text:var(--parley-text,#1b1d22);--muted:var(--parley-muted,#5a5f6b);--bubble:var(--parley-bubble,#eef0f4);--line:var(--parley-line,#80858f);--accent:var(--parley-accent,#2b4acb);--on-accent:var(--parley-on-accent,#fff);--danger:var(--parley-danger,#b3261e);--radius:var(--parley-radius,14px);font:15px/1.45 var(--parley-font,system-ui,sans-serif);color:var(--text)}
@media (prefers-color-scheme:dark){:host(:not([theme=light])){color-scheme:dark;${DARK}}}
:host([theme=dark]){color-scheme:dark;${DARK}}
*{box-sizing:border-box}
[hidden]{display:none!important}
button,textarea{font:inherit;color:inherit}
button{cursor:pointer;border:0;background:none}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.root{position:fixed;inset-block-end:var(--parley-offset,20px);inset-inline-end:var(--parley-offset,20px);z-index:var(--parley-layer,9999)}
.launcher{position:relative;display:grid;place-items:center;width:56px;height:56px;border-radius:50%;background:var(--accent);color:var(--on-accent);box-shadow:0 4px 16px #0004}
.launcher:focus-visible{outline-color:var(--text)}
.badge{position:absolute;inset-block-start:-4px;inset-inline-end:-4px;min-width:22px;padding:0 6px;border-radius:11px;background:#b3261e;color:#fff;font-size:13px;line-height:22px}
.panel{display:flex;flex-direction:column;width:var(--parley-width,380px);height:var(--parley-height,600px);max-width:calc(100vw - 24px);max-height:calc(100dvh - 40px);overflow:hidden;background:var(--surface);color:var(--text);border:1px solid var(--line);border-radius:var(--radius);box-shadow:0 8px 32px #0004;animation:rise .18s ease-out}
.header{display:flex;align-items:center;gap:8px;padding:12px 12px 12px 16px;background:var(--accent);color:var(--on-accent)}
.header :focus-visible{outline-color:currentColor}
.header div{flex:1;min-width:0}
h2{margin:0;font-size:17px;line-height:1.3}
.header p{margin:0;font-size:13px;overflow-wrap:anywhere}
.close{width:40px;height:40px;border-radius:50%;font-size:22px;line-height:1}
.log{flex:1;overflow-y:auto;padding:16px;display:flex;flex-direction:column;gap:10px;overscroll-behavior:contain}
.item{display:flex;flex-direction:column;max-width:86%;align-self:flex-start;align-items:flex-start}
.item.visitor{align-self:flex-end;align-items:flex-end}
.item.note{align-self:center;align-items:center;color:var(--muted);font-size:13px;text-align:center}
.bubble{margin:0;padding:8px 12px;border-radius:var(--radius);background:var(--bubble);white-space:pre-wrap;overflow-wrap:anywhere}
.visitor .bubble{background:var(--accent);color:var(--on-accent)}
.agent .bubble{border:1px solid var(--accent)}
.bubble a{color:inherit}
.meta{margin:2px 4px 0;font-size:12px;color:var(--muted)}
.meta.bad{color:var(--danger)}
.retry{padding:4px 8px;text-decoration:underline;color:var(--danger);font-size:13px;min-height:24px}
.status{min-height:20px;margin:0;padding:2px 16px;font-size:13px;color:var(--muted)}
.typing::after{content:'';display:inline-block;width:.5em;height:.5em;margin-inline-start:.4em;border-radius:50%;background:currentColor;animation:blink 1s infinite alternate}
.heard{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
form{display:flex;align-items:flex-end;gap:8px;padding:8px 12px;border-block-start:1px solid var(--line)}
textarea{flex:1;min-height:44px;max-height:132px;padding:10px 12px;border:1px solid var(--line);border-radius:var(--radius);background:var(--surface);resize:none;field-sizing:content}
textarea::placeholder{color:var(--muted);opacity:1}
.send{min-height:44px;padding:0 14px;border-radius:var(--radius);background:var(--accent);color:var(--on-accent);font-weight:600}
.footer{padding:0 16px 10px;font-size:12px;color:var(--muted)}
.footer a{color:inherit}
:host([inline]){display:block;height:100%}
:host([inline]) .root{position:static;height:100%}
:host([inline]) .panel{width:100%;height:100%;max-width:none;max-height:none;box-shadow:none}
@media (max-width:520px){:host(:not([inline])) .root.opened{inset:0}:host(:not([inline])) .panel{width:100%;height:100dvh;max-width:none;max-height:none;border:0;border-radius:0}}
@media (prefers-reduced-motion:reduce){*,::after{animation:none!important}}
@media (prefers-contrast:more){:host{--muted:var(--text);--line:var(--text)}}
@media (forced-colors:active){.bubble,.launcher,.send,.header,.badge{border:1px solid}}
@keyframes rise{from{transform:translateY(12px);opacity:0}}
@keyframes blink{from{opacity:.2}}`;

  const ICON = 'M4 4h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z';

  /** A random id that the function takes. `randomUUID` is for secure pages alone. */
  const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');

  /**
   * @template {keyof HTMLElementTagNameMap} T
   * @param {T} tag
   * @param {Record<string, string>} attributes
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[T]}
   */
  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  };

  /**
   * @typedef {object} Item One entry of the conversation.
   * @property {string} id
   * @property {'visitor' | 'bot' | 'agent' | 'note'} from
   * @property {string} text
   * @property {number} at
   * @property {string} [name] of an agent
   * @property {string[]} [sources]
   * @property {'sending' | 'waiting' | 'sent' | 'failed' | 'invalid'} [status] of a visitor's message
   * @property {string} [session] with which a visitor's message was sent
   *
   * @typedef {object} State What survives a reload.
   * @property {string} session
   * @property {string} cursor
   * @property {'bot' | 'human'} owner
   * @property {{ state: string, dueAt: string | null } | null} ticket
   * @property {string} agent name of the person who has the conversation; empty if nobody has taken it
   * @property {Item[]} items
   * @property {number} unread
   * @property {number} at
   */

  /** @returns {State} */
  const fresh = () => ({ session: newId(), cursor: '', owner: 'bot', ticket: null, agent: '', items: [], unread: 0, at: Date.now() });

  class ParleyChat extends HTMLElement {
    static observedAttributes = ['ready', 'result', 'updates', 'locale', 'heading', 'name', 'greeting', 'privacy', 'privacy-url', 'texts', 'open', 'inline', 'storage-key'];

    #state = fresh();
    /** @type {Record<string, string>} */
    #texts = {};
    #locale = 'en';
    #clarify = false;
    #limitedUntil = 0;
    /** Read out once, with the seconds of that moment; the countdown is for eyes only. */
    #limited = '';
    /** Timers by what they are for. @type {Map<string, ReturnType<typeof setTimeout>>} */
    #timers = new Map();
    /** How often each message was answered. @type {Map<string, number>} */
    #tries = new Map();
    /** @type {Map<string, { at: HTMLElement, shown: string }>} */
    #shown = new Map();
    #asked = '';
    #failures = 0;
    #left = false;

    #launcher = element('button', { class: 'launcher', part: 'launcher', type: 'button', 'aria-haspopup': 'dialog' });
    #badge = element('span', { class: 'badge', 'aria-hidden': 'true' });
    #heading = element('h2', { id: 'heading' });
    #who = element('p');
    #close = element('button', { class: 'close', type: 'button' }, '×');
    #log = element('div', { class: 'log', part: 'log', role: 'log', tabindex: '0', 'aria-labelledby': 'heading' });
    #status = element('span', { role: 'status' });
    #countdown = element('span', { 'aria-hidden': 'true' });
    #input = element('textarea', { rows: '1', maxlength: String(TEXT_MAX), enterkeyhint: 'send' });
    #submit = element('button', { class: 'send', type: 'submit' });
    #form = element('form', { part: 'composer' }, this.#input, this.#submit);
    #privacy = element('span');
    #panel = element(
      'section',
      { class: 'panel', part: 'panel', role: 'dialog', 'aria-labelledby': 'heading' },
      element('div', { class: 'header', part: 'header' }, element('div', {}, this.#heading, this.#who), this.#close),
      this.#log,
      element('p', { class: 'status' }, this.#status, this.#countdown),
      this.#form,
      element('div', { class: 'footer' }, element('slot', { name: 'privacy' }, this.#privacy)),
    );
    #root = element('div', { class: 'root' }, this.#panel, this.#launcher);

    constructor() {
      super();
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      const shadow = this.attachShadow({ mode: 'open' });
      shadow.adoptedStyleSheets = [sheet];
      const icon = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
      path.setAttribute('d', ICON);
      for (const [name, value] of Object.entries({ viewBox: '0 0 24 24', width: '26', height: '26', fill: 'currentColor', 'aria-hidden': 'true' })) {
        icon.setAttribute(name, value);
      }
      icon.append(path);
      this.#launcher.append(icon, this.#badge);
      shadow.append(this.#root);

      this.#launcher.addEventListener('click', () => this.#toggle(true));
      this.#close.addEventListener('click', () => this.#toggle(false));
      this.#panel.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && !this.hasAttribute('inline')) {
          event.stopPropagation();
          this.#toggle(false);
        }
      });
      this.#input.addEventListener('keydown', (event) => {
        // While a word is composed, Enter chooses it.
        if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
          event.preventDefault();
          this.#write();
        }
      });
      this.#form.addEventListener('submit', (event) => {
        event.preventDefault();
        this.#write();
        this.#input.focus();
      });
    }

    connectedCallback() {
      this.#load();
      this.#translate();
      addEventListener('online', this.#online);
      addEventListener('offline', this.#online);
      addEventListener('storage', this.#elsewhere);
      addEventListener('pagehide', this.#leaving);
      addEventListener('pageshow', this.#leaving);
      document.addEventListener('visibilitychange', this.#visible);
      this.#begin();
    }

    disconnectedCallback() {
      removeEventListener('online', this.#online);
      removeEventListener('offline', this.#online);
      removeEventListener('storage', this.#elsewhere);
      removeEventListener('pagehide', this.#leaving);
      removeEventListener('pageshow', this.#leaving);
      document.removeEventListener('visibilitychange', this.#visible);
      this.#timers.forEach((timer) => clearTimeout(timer));
      this.#timers.clear();
      this.#asked = '';
    }

    /**
     * @param {string} name
     * @param {string | null} before
     * @param {string | null} value
     */
    attributeChangedCallback(name, before, value) {
      // Before it is connected, it has no texts yet, and reads all attributes then.
      if (!this.#texts.open || value === before) {
        return;
      }
      if (name === 'result' && !this.#left) {
        this.#answered(parsed(value));
      } else if (name === 'updates') {
        this.#updated(parsed(value));
      } else if (name === 'ready') {
        this.#begin();
      } else if (name === 'storage-key') {
        this.#load();
        this.#translate();
      } else if (name === 'open' || name === 'inline') {
        this.#render();
      } else {
        this.#translate();
      }
    }

    // --- what the visitor does

    /** @param {boolean} open */
    #toggle(open) {
      this.toggleAttribute('open', open);
      try {
        sessionStorage.setItem(this.#key(), open ? 'open' : '');
      } catch {
        // Without storage, the panel is closed on the next page.
      }
      (open ? this.#input : this.#launcher).focus();
      this.#fire(open ? 'parley-open' : 'parley-close', {});
      this.#poll(0);
    }

    #write() {
      const text = this.#input.value.trim();
      if (!text) {
        return;
      }
      this.#input.value = '';
      this.#clarify = false;
      /** @type {Item} */
      const item = { id: newId(), from: 'visitor', text, at: Date.now(), status: 'waiting' };
      this.#add(item);
      this.#send(item);
    }

    // --- messages

    /** Sends it, unless it has to wait: for the page, for the network or for a limit. @param {Item} item */
    #send(item) {
      if (!this.hasAttribute('ready') || !navigator.onLine || Date.now() < this.#limitedUntil) {
        item.status = 'waiting';
        this.#changed();
        return;
      }
      item.status = 'sending';
      item.session = this.#state.session;
      this.#later(item.id, ANSWER_MS, () => this.#answered({ messageId: item.id, kind: 'unavailable' }));
      this.#changed();
      this.#fire('parley-send', {
        sessionId: this.#state.session,
        messageId: item.id,
        text: item.text,
        locale: this.#locale,
        page: location.pathname,
        device: matchMedia('(pointer: coarse)').matches ? 'mobile' : 'desktop',
      });
    }

    #sendWaiting() {
      this.#state.items.filter((item) => item.status === 'waiting').forEach((item) => this.#send(item));
    }

    /** @param {any} result */
    #answered(result) {
      const item = this.#state.items.find(({ id, from }) => id === result?.messageId && from === 'visitor');
      // An answer that comes late is an answer.
      if (!item || item.status === 'sent' || (item.status !== 'sending' && result.kind !== 'answer')) {
        return;
      }
      this.#cancel(item.id);
      const tries = (this.#tries.get(item.id) ?? 0) + 1;
      this.#tries.set(item.id, tries);
      if (result.kind === 'answer') {
        item.status = 'sent';
        this.#reply(item, result);
      } else if (result.kind === 'busy' && tries < BUSY_TRIES_MAX) {
        this.#later(item.id, (result.retryAfterSeconds || 1) * 1000, () => this.#send(item));
      } else if (result.kind === 'limited') {
        this.#limit(result.retryAfterSeconds || 5);
        item.status = 'waiting';
      } else if (result.kind === 'restart' && tries < 3) {
        if (item.session === this.#state.session) {
          // Somebody else's by now: who logs in or out is another visitor, and sees nothing of what was said before.
          this.#state = { ...fresh(), items: this.#state.items.filter(({ status }) => status && status !== 'sent') };
          this.#note(`anew-${this.#state.session}`, this.#texts.anew);
        }
        this.#send(item);
      } else {
        item.status = result.kind === 'invalid' ? 'invalid' : 'failed';
      }
      this.#changed();
    }

    /**
     * @param {Item} item
     * @param {any} answer
     */
    #reply(item, answer) {
      this.#clarify = answer.clarify === true;
      if (answer.handoff) {
        this.#state.owner = 'human';
        const known = answer.handoff.owned ? this.#state.ticket : null;
        this.#state.ticket = { state: known?.state ?? 'open', dueAt: answer.handoff.dueAt ?? known?.dueAt ?? null };
      }
      // While a person has the conversation, that a message arrived is said below it.
      if (!answer.handoff?.owned) {
        const sources = (answer.sources ?? []).map((/** @type {any} */ source) => String(source.title));
        this.#add({ id: item.id + '-reply', from: 'bot', text: String(answer.reply), at: Date.now(), sources });
      }
      this.#poll(0);
    }

    /** @param {number} seconds */
    #limit(seconds) {
      this.#limitedUntil = Date.now() + seconds * 1000;
      this.#limited = filled(this.#texts.limited, { n: seconds });
      const tick = () => {
        const left = Math.ceil((this.#limitedUntil - Date.now()) / 1000);
        this.#countdown.textContent = left > 0 ? filled(this.#texts.limited, { n: left }) : '';
        if (left > 0) {
          this.#later('limit', 1000, tick);
        } else {
          this.#limitedUntil = 0;
          this.#sendWaiting();
          this.#changed();
        }
      };
      tick();
    }

    // --- news

    /** Asks for news when there may be some. @param {number} delay milliseconds */
    #poll(delay) {
      const { owner, ticket } = this.#state;
      const awaits = owner === 'human' || ticket?.state === 'open';
      if (!awaits || this.#asked || !this.hasAttribute('ready') || !this.isConnected) {
        return;
      }
      this.#later('poll', delay, () => {
        if (!navigator.onLine) {
          return;
        }
        this.#asked = newId();
        const attentive = owner === 'human' && !document.hidden;
        this.#later('asked', ANSWER_MS, () => this.#updated({ requestId: this.#asked, kind: 'unavailable' }));
        this.#fire('parley-updates', {
          requestId: this.#asked,
          sessionId: this.#state.session,
          cursor: this.#state.cursor,
          waitSeconds: attentive ? WAIT_SECONDS : 0,
        });
      });
    }

    /** @param {any} news */
    #updated(news) {
      if (!news || news.requestId !== this.#asked || !this.#asked) {
        return;
      }
      this.#asked = '';
      this.#cancel('asked');
      const before = JSON.stringify(this.#state);
      if (news.kind === 'restart') {
        this.#state.owner = 'bot';
        this.#state.ticket = null;
      } else if (news.kind !== 'updates') {
        this.#failures++;
        this.#poll(Math.min(FAILED_MS_MAX, (news.retryAfterSeconds || 2 ** this.#failures) * 1000));
        return;
      } else {
        this.#failures = 0;
        this.#take(news);
      }
      if (JSON.stringify(this.#state) !== before) {
        this.#changed();
      }
      const slow = document.hidden || this.#state.owner === 'bot';
      this.#poll(slow ? HIDDEN_MS : this.#isOpen() ? 0 : CLOSED_MS);
    }

    /** @param {any} news */
    #take(news) {
      const state = this.#state;
      const before = state.owner;
      state.cursor = news.cursor;
      state.owner = news.owner;
      state.ticket = news.ticket;
      for (const { id, role, text, agent, at } of news.messages) {
        const known = state.items.some((item) => item.id === id);
        if (role === 'agent') {
          state.agent = agent || this.#texts.person;
        }
        if (!known) {
          this.#add({ id, from: role === 'agent' ? 'agent' : 'bot', name: agent ?? undefined, text: String(text), at: Date.parse(at) || Date.now() });
        }
      }
      if (before === 'human' && news.owner === 'bot') {
        state.agent = '';
        this.#note(`back-${news.cursor}`, this.#texts.back);
      }
    }

    // --- state

    /** @param {Item} item */
    #add(item) {
      this.#state.items.push(item);
      this.#state.items.splice(0, Math.max(0, this.#state.items.length - ITEMS_MAX));
      if (item.from !== 'visitor' && item.from !== 'note' && !this.#isOpen()) {
        this.#state.unread++;
      }
      this.#changed();
    }

    /**
     * @param {string} id
     * @param {string} text
     */
    #note(id, text) {
      if (!this.#state.items.some((item) => item.id === id)) {
        this.#add({ id, from: 'note', text, at: Date.now() });
      }
    }

    #changed() {
      this.#state.at = Date.now();
      try {
        localStorage.setItem(this.#key(), JSON.stringify(this.#state));
      } catch {
        // Without storage, the conversation ends with the page.
      }
      this.#render();
    }

    #load() {
      /** @type {State | null} */
      let stored = null;
      try {
        stored = parsed(localStorage.getItem(this.#key()));
        this.toggleAttribute('open', this.hasAttribute('open') || sessionStorage.getItem(this.#key()) === 'open');
      } catch {
        // As above.
      }
      const age = stored ? Date.now() - stored.at : Infinity;
      const sound = stored && typeof stored.session === 'string' && Array.isArray(stored.items);
      this.#state = sound && stored && age < (stored.owner === 'human' ? STORED_BY_PEOPLE_MS : STORED_MS) ? stored : fresh();
      this.#shown.clear();
      this.#log.replaceChildren();
    }

    #key() {
      return `parley:${this.getAttribute('storage-key') ?? 'chat'}`;
    }

    /** Goes on where the last page stopped: what had no answer is sent again, with its own id. */
    #begin() {
      if (this.hasAttribute('ready')) {
        for (const item of this.#state.items) {
          if ((item.status === 'sending' && !this.#timers.has(item.id)) || item.status === 'waiting') {
            this.#send(item);
          }
        }
        this.#poll(0);
      }
      this.#render();
    }

    #online = () => {
      if (navigator.onLine) {
        this.#sendWaiting();
        this.#poll(0);
      }
      this.#render();
    };

    /** A call that ends with its page has not failed: the next page sends the message again. */
    #leaving = (/** @type {Event} */ event) => {
      this.#left = event.type === 'pagehide';
    };

    #visible = () => {
      if (!document.hidden) {
        this.#poll(0);
      }
    };

    /** Another tab of the site has gone on with the conversation. */
    #elsewhere = (/** @type {StorageEvent} */ event) => {
      const other = event.key === this.#key() ? parsed(event.newValue) : null;
      if (other) {
        // What this tab has just written may have crossed with it.
        const lately = Date.now() - CROSSED_MS;
        const own = this.#state.items.filter((item) => item.at > lately && !other.items.some((/** @type {Item} */ one) => one.id === item.id));
        this.#state = { ...other, items: [...other.items, ...own] };
        this.#render();
        this.#poll(CLOSED_MS);
      }
    };

    /**
     * @param {string} name
     * @param {number} delay
     * @param {() => void} work
     */
    #later(name, delay, work) {
      this.#cancel(name);
      this.#timers.set(
        name,
        setTimeout(() => {
          this.#timers.delete(name);
          work();
        }, delay),
      );
    }

    /** @param {string} name */
    #cancel(name) {
      clearTimeout(this.#timers.get(name));
      this.#timers.delete(name);
    }

    /**
     * @param {string} name
     * @param {object} detail
     */
    #fire(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
    }

    #isOpen() {
      return this.hasAttribute('open') || this.hasAttribute('inline');
    }

    // --- what is seen

    #translate() {
      const wish = this.getAttribute('locale') || document.documentElement.lang || 'en';
      const language = /** @type {keyof typeof LANGUAGES} */ (wish.toLowerCase().split(/[-_]/)[0]);
      const words = LANGUAGES[language] ?? LANGUAGES.en;
      this.#texts = Object.fromEntries(KEYS.map((key, index) => [key, words[index]]));
      Object.assign(this.#texts, parsed(this.getAttribute('texts')));
      for (const key of ['heading', 'name', 'greeting', 'privacy']) {
        this.#texts[key] = this.getAttribute(key) || this.#texts[key];
      }
      try {
        this.#locale = Intl.getCanonicalLocales(wish.replace(/_/g, '-'))[0];
      } catch {
        this.#locale = 'en';
      }
      const t = this.#texts;
      this.#root.lang = this.#locale;
      this.#root.dir = this.getAttribute('dir') || (RIGHT_TO_LEFT.test(this.#locale) ? 'rtl' : 'ltr');
      this.#heading.textContent = t.heading;
      this.#close.setAttribute('aria-label', t.close);
      this.#submit.textContent = t.send;
      this.#privacy.replaceChildren(t.privacy);
      const url = this.getAttribute('privacy-url');
      if (url && /^(https?:|\/)/.test(url)) {
        this.#privacy.append(' ', element('a', { href: url, target: '_blank', rel: 'noopener' }, t.more));
      }
      this.#shown.clear();
      this.#log.replaceChildren();
      this.#render();
    }

    #render() {
      const state = this.#state;
      const t = this.#texts;
      const open = this.#isOpen();
      if (open) {
        state.unread = 0;
      }
      this.#root.classList.toggle('opened', open);
      this.#panel.hidden = !open;
      this.#launcher.hidden = open;
      this.#close.hidden = this.hasAttribute('inline');
      this.#badge.hidden = state.unread === 0;
      this.#badge.textContent = String(state.unread);
      this.#launcher.setAttribute('aria-label', state.unread ? `${t.open}, ${filled(t.unread, { n: state.unread })}` : t.open);
      this.#who.textContent = state.owner === 'human' ? state.agent || t.person : t.name;
      this.#input.setAttribute('aria-label', this.#clarify ? t.answer : t.placeholder);
      this.#input.placeholder = this.#clarify ? t.answer : t.placeholder;
      const [status, typing = false] = this.#now();
      if (this.#status.textContent !== status) {
        this.#status.textContent = status; // what is set again is read out again
      }
      this.#status.className = typing ? 'typing' : status && status === this.#limited ? 'heard' : '';
      this.#list([{ id: 'greeting', from: 'bot', text: t.greeting, at: 0 }, ...state.items]);
    }

    /** What the status line says, and whether somebody is writing. @returns {[string, boolean?]} */
    #now() {
      const { owner, agent, ticket, items } = this.#state;
      const t = this.#texts;
      const waiting = items.some(({ status }) => status === 'waiting');
      if (!navigator.onLine) {
        return [t.offline];
      }
      if (waiting && this.#limitedUntil > Date.now()) {
        return [this.#limited];
      }
      if (owner === 'human') {
        if (agent || ticket?.state === 'taken') {
          return [filled(t.joined, { name: agent || t.person })];
        }
        return [ticket?.dueAt && Date.parse(ticket.dueAt) > Date.now() ? filled(t.due, { time: this.#time(ticket.dueAt) }) : t.soon];
      }
      return items.some(({ status }) => status === 'sending') ? [filled(t.typing, { name: t.name }), true] : [''];
    }

    /** A time of today, or of another day. @param {string | number} at */
    #time(at) {
      const date = new Date(at);
      const today = date.toDateString() === new Date().toDateString();
      /** @type {Intl.DateTimeFormatOptions} */
      const day = today ? {} : Math.abs(date.getTime() - Date.now()) < 6 * 24 * HOUR_MS ? { weekday: 'long' } : { day: 'numeric', month: 'long' };
      return new Intl.DateTimeFormat(this.#locale, { hour: '2-digit', minute: '2-digit', ...day }).format(date);
    }

    /** @param {Item[]} items */
    #list(items) {
      const log = this.#log;
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
      const ids = new Set(items.map(({ id }) => id));
      for (const [id, { at }] of this.#shown) {
        if (!ids.has(id)) {
          at.remove();
          this.#shown.delete(id);
        }
      }
      let grown = false;
      for (const item of items) {
        const known = this.#shown.get(item.id);
        const shown = `${item.status}`;
        if (!known) {
          const at = this.#item(item);
          log.append(at);
          this.#shown.set(item.id, { at, shown });
          grown = true;
        } else if (known.shown !== shown) {
          const focused = known.at.contains(/** @type {ShadowRoot} */ (this.shadowRoot).activeElement);
          known.at.replaceChildren(...this.#item(item).childNodes);
          known.shown = shown;
          if (focused) {
            this.#input.focus();
          }
        }
      }
      if (grown && (atEnd || items[items.length - 1].from === 'visitor')) {
        log.scrollTop = log.scrollHeight;
      }
    }

    /** @param {Item} item */
    #item(item) {
      const t = this.#texts;
      const made = element('div', { class: `item ${item.from}` });
      if (item.from === 'note') {
        made.append(element('p', { class: 'meta', dir: 'auto' }, item.text));
        return made;
      }
      const bubble = element('p', { class: 'bubble', part: 'bubble', dir: 'auto' });
      bubble.append(...(item.from === 'visitor' ? [item.text] : linked(item.text)));
      const who = item.from === 'visitor' ? t.you : item.from === 'agent' ? item.name || t.person : t.name;
      const meta = element('p', { class: 'meta' }, element('bdi', {}, who));
      if (item.at) {
        meta.append(' · ', element('time', { datetime: new Date(item.at).toISOString() }, this.#time(item.at)));
      }
      made.append(bubble, meta);
      if (item.sources?.length) {
        made.append(element('p', { class: 'meta', dir: 'auto' }, t.sources + item.sources.join(', ')));
      }
      if (item.status === 'failed' || item.status === 'invalid') {
        meta.classList.add('bad');
        meta.append(' · ', t.failed);
      } else if (item.status === 'sent') {
        meta.append(' · ', t.sent);
      }
      if (item.status === 'failed') {
        const retry = element('button', { class: 'retry', type: 'button' }, t.retry);
        retry.addEventListener('click', () => {
          this.#tries.delete(item.id);
          this.#send(item);
        });
        made.append(retry);
      }
      return made;
    }
  }

  /** @param {string | null} json @returns {any} null if it is none */
  function parsed(json) {
    try {
      return JSON.parse(json ?? 'null');
    } catch {
      return null;
    }
  }

  /**
   * @param {string} text
   * @param {Record<string, string | number>} values
   */
  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, (all, name) => String(values[name] ?? all));
  }

  /** A text with its addresses as links, and nothing else but text. @param {string} text */
  function linked(text) {
    /** @type {(Node | string)[]} */
    const parts = [];
    let from = 0;
    for (const match of text.matchAll(LINK)) {
      parts.push(text.slice(from, match.index), element('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer nofollow' }, match[0]));
      from = match.index + match[0].length;
    }
    parts.push(text.slice(from));
    return parts;
  }

  customElements.define('parley-chat', ParleyChat);
})();
