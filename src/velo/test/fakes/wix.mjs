/**
 * Every module of Wix that the code imports, as far as it uses it. Tests set what Wix would say in `wix`, and read there what Wix was
 * told.
 */

/** What Wix says, and was told. */
export const wix = {
  /** @type {Record<string, string>} */
  secrets: {},
  secretReads: 0,
  /** @type {any} */
  token: { subjectType: 'VISITOR', subjectId: 'visitor-1' },
  /** @type {any} */
  member: undefined,
  /** @type {any[]} */
  plans: [],
  /** @type {(url: string, options: any) => Promise<any>} */
  fetch: (url, options) => globalThis.fetch(url, options),
  /** @type {Map<string, any>} */
  items: new Map(),
  /** @type {{ conversationId: string, message: any, options: any }[]} */
  sent: [],
  /** @type {any[]} */
  contacts: [],
  /** @type {Map<string, string>} */
  conversations: new Map(),
  /** Calls that were made with the site's own permissions. */
  elevated: 0,
  /** @type {Map<string, string>} */
  storage: new Map(),
};

const untouched = { ...wix };

export function reset() {
  Object.assign(wix, untouched, { secrets: {}, items: new Map(), sent: [], contacts: [], conversations: new Map(), plans: [], storage: new Map() });
}

// wix-fetch
export const fetch = (/** @type {string} */ url, /** @type {any} */ options) => wix.fetch(url, options);

// @wix/essentials
export const auth = {
  getTokenInfo: async () => {
    if (wix.token instanceof Error) {
      throw wix.token;
    }
    return wix.token;
  },
  elevate: (/** @type {(...args: any[]) => any} */ call) => (/** @type {any[]} */ ...args) => {
    wix.elevated++;
    return call(...args);
  },
};

// @wix/secrets
export const secrets = {
  getSecretValue: async (/** @type {string} */ name) => {
    wix.secretReads++;
    if (!(name in wix.secrets)) {
      throw new Error(`no secret ${name}`);
    }
    return { value: wix.secrets[name] };
  },
};

// @wix/web-methods
export const Permissions = { Anyone: 'Anyone' };
export const webMethod = (/** @type {string} */ permission, /** @type {(...args: any[]) => any} */ call) => Object.assign(call, { permission });

// @wix/members, @wix/pricing-plans
export const members = { getCurrentMember: async () => ({ member: typeof wix.member === 'function' ? await wix.member() : wix.member }) };
export const orders = {
  memberListOrders: async () => {
    if (!wix.plans) {
      throw new Error('the app is not installed');
    }
    return { orders: wix.plans };
  },
};

// @wix/inbox, @wix/crm, @wix/data
export const conversations = {
  getOrCreateConversation: async (/** @type {any} */ participant) => {
    const key = JSON.stringify(participant);
    const id = wix.conversations.get(key) ?? `conversation-of-${wix.conversations.size + 1}`;
    wix.conversations.set(key, id);
    return { conversation: { _id: id } };
  },
};
export const messages = {
  sendMessage: async (/** @type {string} */ conversationId, /** @type {any} */ message, /** @type {any} */ options) => {
    wix.sent.push({ conversationId, message, options });
    return { message };
  },
};
export const contacts = {
  createContact: async (/** @type {any} */ info) => {
    wix.contacts.push(info);
    return { contact: { _id: `contact-${wix.contacts.length}` } };
  },
};
export const items = {
  get: async (/** @type {string} */ collection, /** @type {string} */ id) => wix.items.get(`${collection}/${id}`) ?? null,
  save: async (/** @type {string} */ collection, /** @type {any} */ item) => {
    wix.items.set(`${collection}/${item._id}`, item);
    return item;
  },
};

// wix-http-functions
export const response = (/** @type {any} */ options) => options;
export const ok = (/** @type {any} */ options) => ({ status: 200, ...options });
export const badRequest = (/** @type {any} */ options) => ({ status: 400, ...options });
export const serverError = (/** @type {any} */ options) => ({ status: 500, ...options });

// wix-storage-frontend
export const session = {
  getItem: (/** @type {string} */ key) => wix.storage.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ value) => wix.storage.set(key, value),
  removeItem: (/** @type {string} */ key) => wix.storage.delete(key),
};
