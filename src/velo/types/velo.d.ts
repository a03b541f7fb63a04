/** What Velo provides and no package types for us: page elements are typed by what the snippets do with them. */
/// <reference path="../node_modules/corvid-types/types/common/wix-fetch.d.ts" />
/// <reference path="../node_modules/corvid-types/types/common/wix-http-functions.d.ts" />

interface VeloElement {
  value: string;
  text: string;
  on(event: string, handler: (event: { detail: any }) => void): VeloElement;
  setAttribute(name: string, value: string | boolean | number): void;
  onClick(handler: () => void): VeloElement;
  onKeyPress(handler: (event: { key: string; shiftKey: boolean }) => void): VeloElement;
  enable(): Promise<void>;
  disable(): Promise<void>;
}

declare const $w: ((selector: string) => VeloElement) & { onReady(handler: () => void | Promise<void>): void };

declare module 'wix-storage-frontend' {
  interface Storage {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
  }
  export const session: Storage;
  export const local: Storage;
}
