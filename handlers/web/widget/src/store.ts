// What outlives the page: the session and what could not be sent yet, in the storage of the
// page's own origin. Where a browser refuses storage, they live as long as the page.

import type { Pending } from "./types";

export interface Saved {
  token: string;
  id: string;
  since: number; // when the token was given, by this device's clock
  until: number; // when it ends, by the same clock
  used: number; // when the visitor last wrote
  seen: number; // the last line the visitor has had before their eyes
}

export class Store {
  private readonly memory = new Map<string, string>();

  constructor(private readonly name: string) {}

  get session(): Saved | undefined {
    const s = this.read<Saved>(this.name);
    return s && typeof s.token === "string" && typeof s.id === "string" && s.until > Date.now() ? s : undefined;
  }

  set session(s: Saved | undefined) {
    this.write(this.name, s);
  }

  /** Messages of a session that no page has got through to the server. */
  unsent(id: string): Pending[] {
    const list = this.read<Pending[]>(this.name + ":unsent:" + id);
    return Array.isArray(list) ? list.map((p) => ({ ...p, state: "unsent" as const })) : [];
  }

  keepUnsent(id: string, list: Pending[]): void {
    this.write(this.name + ":unsent:" + id, list.length ? list : undefined);
  }

  /** The programme chosen on the first screen. */
  get programme(): string {
    return this.read<string>(this.name + ":programme") ?? "";
  }

  set programme(id: string) {
    this.write(this.name + ":programme", id || undefined);
  }

  /** Forgets all that this browser knows of any conversation. */
  clear(): void {
    this.memory.clear();
    attempt(() => {
      for (const key of Object.keys(localStorage)) if (key === this.name || key.startsWith(this.name + ":")) localStorage.removeItem(key);
    });
  }

  get open(): boolean {
    return attempt(() => sessionStorage.getItem(this.name + ":open")) === "1";
  }

  set open(open: boolean) {
    attempt(() => (open ? sessionStorage.setItem(this.name + ":open", "1") : sessionStorage.removeItem(this.name + ":open")));
  }

  /** Whether a storage event is about the session. */
  concerns(e: StorageEvent): boolean {
    return e.key === this.name || e.key === null;
  }

  private read<T>(key: string): T | undefined {
    const raw = attempt(() => localStorage.getItem(key)) ?? this.memory.get(key);
    return raw ? attempt(() => JSON.parse(raw) as T) : undefined;
  }

  private write(key: string, value: unknown): void {
    this.memory.delete(key);
    if (value === undefined) {
      attempt(() => localStorage.removeItem(key));
      return;
    }
    const raw = JSON.stringify(value);
    if (attempt(() => (localStorage.setItem(key, raw), true)) === undefined) this.memory.set(key, raw);
  }
}

function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}
