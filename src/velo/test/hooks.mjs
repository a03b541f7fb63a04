const FAKES = ['wix-fetch', 'wix-http-functions', 'wix-storage-frontend', '@wix/crm', '@wix/data', '@wix/essentials', '@wix/inbox', '@wix/members', '@wix/pricing-plans', '@wix/secrets', '@wix/web-methods'];

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  if (FAKES.includes(specifier)) {
    return { url: new URL('./fakes/wix.mjs', import.meta.url).href, shortCircuit: true };
  }
  if (specifier.startsWith('backend/')) {
    return { url: new URL(`../${specifier}.js`, import.meta.url).href, shortCircuit: true };
  }
  return next(specifier, context);
}
