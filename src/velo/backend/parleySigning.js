/** Standard Webhooks 1.0.0, with Node's crypto: what the function asks of its callers, and proves to whom it calls. */
import { createHmac, timingSafeEqual } from 'crypto';

const PREFIX = 'whsec_';
const TOLERANCE_SECONDS = 5 * 60;

/**
 * @param {string} id the same for each attempt
 * @param {string} body exactly as it is sent
 * @param {string} secret `whsec_` and base64
 * @param {number} [seconds] since the epoch
 */
export function signed(id, body, secret, seconds = Math.floor(Date.now() / 1000)) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${code(`${id}.${seconds}.${body}`, secret).toString('base64')}`,
  };
}

/**
 * Whether whoever sent the body has the secret, and lately.
 *
 * @param {Record<string, string | undefined>} headers in lower case
 * @param {string} body as it came, before it is parsed
 * @param {string} secret one or, while it is changed, several separated by commas
 */
export function isSigned(headers, body, secret, now = Date.now()) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures } = headers;
  if (!id || !time || !signatures || !/^\d{1,12}$/.test(time) || Math.abs(now / 1000 - Number(time)) > TOLERANCE_SECONDS) {
    return false;
  }
  const expected = secret.split(',').map((one) => code(`${id}.${time}.${body}`, one.trim()));
  return signatures
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((given) => expected.some((right) => right.length === given.length && timingSafeEqual(right, given)));
}

/**
 * @param {string} content
 * @param {string} secret
 */
function code(content, secret) {
  if (!secret.startsWith(PREFIX)) {
    throw new Error('Parley: the signing secret must begin with whsec_');
  }
  return createHmac('sha256', Buffer.from(secret.slice(PREFIX.length), 'base64')).update(content, 'utf8').digest();
}
