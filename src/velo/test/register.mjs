/** Node as Velo: the modules of Wix are fakes, `backend/…` are the files of this folder. */
import { register } from 'node:module';

register('./hooks.mjs', import.meta.url);
