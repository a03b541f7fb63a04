/**
 * As much of Velo as the snippet needs: $w, with the element's API of Wix. The snippet then runs here as it stands.
 */
import '../../public/custom-elements/parley-chat.js';

/** @type {(() => void)[]} */
const ready = [];

/** @param {string} selector */
const $w = (selector) => {
  const element = /** @type {HTMLElement} */ (document.querySelector(selector));
  return {
    /**
     * @param {string} event
     * @param {(event: any) => void} handler
     */
    on: (event, handler) => element.addEventListener(event, handler),
    /**
     * @param {string} name
     * @param {string | boolean | number} value
     */
    setAttribute: (name, value) => element.setAttribute(name, String(value)),
  };
};
$w.onReady = (/** @type {() => void} */ handler) => ready.push(handler);
Object.assign(globalThis, { $w });

await import('../../pages/masterPage.snippet.js');
ready.forEach((handler) => handler());
