// The conversation behind the panel: the session, the messages on their way out, and the lines
// coming in. It survives lost connections, ended sessions and other tabs; what it looks like is
// the view's business.

import { Api, Refusal } from "./api";
import type { Saved, Store } from "./store";
import type { Front, Line, Pending, Session } from "./types";

/** Shows the server who the visitor of a session is, which then has another token or is another. */
export type Vouch = (token: string) => Promise<Session | undefined>;

type Tail<T extends unknown[]> = T extends [unknown, unknown, unknown?, ...infer More] ? More : never;

export type Link = "connecting" | "online" | "offline";

export interface View {
  lines(lines: Line[]): void;
  ready(): void;
  queue(pending: readonly Pending[]): void;
  link(state: Link): void;
  restart(ended: boolean): void;
  trouble(text: string, draft?: string): void;
  refused(): void; // this page may not use the chat
  over(): void; // the visitor has ended the conversation
}

const hiddenLife = 5 * 60_000; // a page nobody has looked at for so long lets go of its stream
const pollWait = 25; // seconds
const freshIfUsedWithin = 24 * 60 * 60_000;

export class Conversation {
  private current: Saved | undefined;
  private opening: Promise<Saved | undefined> | undefined;
  private vouch: Vouch | undefined;
  private pending: Pending[] = [];
  private last = 0;
  private running = false;
  private flushing = false;
  private attempt = new AbortController();
  private wake: () => void = () => {};
  private hiddenTimer = 0;
  private againTimer = 0;
  private misses = 0; // attempts to send that failed in a row
  private halted = false; // the visitor has ended the conversation, and has not begun another
  private asleep = false; // nobody has looked at the page for long
  private readonly ended = new AbortController();

  constructor(readonly api: Api, private readonly store: Store, private readonly view: View) {
    this.current = store.session;
  }

  /** Whether there is a conversation that may still go on while the panel is closed. */
  get alive(): boolean {
    return this.current !== undefined && Date.now() - this.current.used < freshIfUsedWithin;
  }

  get seen(): number {
    return this.current?.seen ?? 0;
  }

  markSeen(): void {
    if (this.current && this.last > this.current.seen) this.keep({ ...this.current, seen: this.last });
  }

  /** Begins to follow the conversation, opening a session if there is none. */
  start(): void {
    if (this.running) return;
    this.running = true;
    const { signal } = this.ended;
    addEventListener("online", () => this.reconnect(), { signal });
    addEventListener("offline", () => this.view.link("offline"), { signal });
    addEventListener("pageshow", (e) => e.persisted && this.retry(), { signal });
    document.addEventListener("visibilitychange", () => this.visibility(), { signal });
    addEventListener("storage", (e) => this.store.concerns(e) && this.otherTab(), { signal });
    this.view.restart(false);
    this.restore();
    void this.follow();
  }

  /** Ends everything; the object is not used again. */
  stop(): void {
    this.ended.abort();
    this.attempt.abort();
    this.running = false;
    clearTimeout(this.hiddenTimer);
    clearTimeout(this.againTimer);
    this.wake();
  }

  send(text: string, data?: string): void {
    this.push({ text, ...(data ? { data } : {}) });
  }

  /** Sends files that are uploaded. */
  sendFiles(files: string[], names: string[]): void {
    this.push({ text: "", files, names });
  }

  private push(what: Pick<Pending, "text" | "data" | "files" | "names">): void {
    const { programme } = this;
    this.pending.push({ client_id: uuid(), ...what, ...(programme ? { programme } : {}), at: Date.now(), state: "sending" });
    this.changed();
    void this.flush();
  }

  get programme(): string {
    return this.store.programme;
  }

  set programme(id: string) {
    this.store.programme = id;
  }

  front(): Promise<Front> {
    return this.api.front(this.programme);
  }

  newID(): string {
    return uuid();
  }

  /** Asks, for a part of the widget, for what is the session's. */
  async call(method: string, path: string, ...more: Tail<Parameters<Api["call"]>>): Promise<unknown> {
    return this.api.call(method, path, (await this.session()).token, ...more);
  }

  /** Takes what shows who the visitor is: for the session that there is, and for each that begins. */
  vouchBy(vouch: Vouch): void {
    this.vouch = vouch;
    if (!this.current) return;
    this.opening = exclusively("madoguchi", async () => {
      const old = this.store.session ?? this.current!;
      const s = await vouch(old.token);
      if (s) {
        if (s.id !== old.id) this.store.keepUnsent(old.id, []); // it was another person
        this.store.session = saved(s, old);
        this.otherTab();
      }
      return this.current;
    }).finally(() => (this.opening = undefined));
  }

  /** Ends the conversation for everybody who uses this browser: nobody can open it any more. */
  async end(): Promise<void> {
    const over = this.current;
    try {
      if (over) await this.api.call("POST", "/chat/end", over.token, {});
    } catch (e) {
      if (!(e instanceof Refusal && e.status === 401)) {
        this.view.trouble(e instanceof Refusal ? e.message : "");
        return;
      }
    }
    this.store.clear();
    this.halted = true;
    this.current = undefined;
    this.pending = [];
    this.reset();
    this.view.over();
    this.changed();
  }

  /** Begins another conversation after one was ended. */
  begin(): void {
    this.halted = false;
    this.view.restart(false);
    this.retry();
  }

  resend(id: string): void {
    for (const p of this.pending) if (p.client_id === id && p.state === "unsent") p.state = "sending";
    this.changed();
    void this.flush();
  }

  discard(id: string): void {
    this.pending = this.pending.filter((p) => p.client_id !== id);
    this.changed();
  }

  /** Leaves the conversation behind and opens a new one. */
  fresh(): void {
    this.pending = [];
    this.changed();
    this.forget(false);
  }

  private async follow(): Promise<void> {
    let failures = 0;
    while (!this.ended.signal.aborted) {
      let after = 0;
      if (this.halted) {
        await this.pause(2 ** 31 - 1);
        continue;
      }
      let used: string | undefined;
      this.attempt = new AbortController();
      try {
        const session = await this.session();
        used = session.token;
        if (this.attempt.signal.aborted) continue;
        await this.listen(session, () => (failures = 0));
      } catch (e) {
        if (e instanceof Refusal) {
          after = e.after * 1000;
          if (e.status === 401) this.expired(used);
          else if (!failures) this.view.trouble(e.message);
        } else if (!used && !this.halted && !this.attempt.signal.aborted && navigator.onLine && (await this.api.reachable())) {
          this.view.refused(); // the server is there, and this page may not ask it or not read what it says
        }
        failures++;
      }
      if (this.ended.signal.aborted) return;
      this.view.link(navigator.onLine ? "connecting" : "offline");
      await this.pause(Math.max(after, backoff(failures)));
    }
  }

  /** Reads until the connection ends. */
  private async listen(session: Saved, alive: () => void): Promise<void> {
    const { signal } = this.attempt;
    const mine = () => !signal.aborted && this.current?.id === session.id;
    const look = async (wait: number) => {
      const lines = await this.api.poll(session.token, this.last, wait, signal);
      if (!mine()) return;
      alive();
      this.take(lines);
      this.ready();
    };
    while (this.api.buffered && !signal.aborted) await look(pollWait);
    try {
      await this.api.stream(session.token, this.last, signal, {
        alive,
        lines: (lines) => mine() && this.take(lines),
        ready: () => mine() && this.ready(),
      });
    } catch (e) {
      if (!(e instanceof Refusal && e.status === 429)) throw e;
      await look(0); // too many tabs have a stream: this one looks now and then
      await this.pause(e.after * 1000);
    }
  }

  private take(lines: Line[]): void {
    const news = lines.filter((l) => l.seq > this.last).sort((a, b) => a.seq - b.seq);
    if (!news.length) return;
    this.last = news[news.length - 1]!.seq;
    const echoed = new Set(news.map((l) => l.event ?? ""));
    const id = this.current?.id ?? "";
    this.pending = this.pending.filter((p) => !echoed.has(id + ":" + p.client_id));
    this.view.lines(news);
    this.changed();
  }

  /** The connection stands and all there was is read: what could not go out goes now. */
  private ready(): void {
    this.view.link("online");
    this.view.ready();
    this.again();
  }

  /** Sends once more what was written on this page and did not get through. */
  private again(): void {
    const recent = Date.now() - freshIfUsedWithin; // what was written long ago may not be meant any more
    const left = this.pending.filter((p) => p.state === "unsent" && p.at > recent);
    for (const p of left) p.state = "sending";
    if (left.length) this.changed();
    void this.flush();
  }

  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    try {
      for (let next; (next = this.pending.find((p) => p.state === "sending")); ) {
        if (!(await this.deliver(next))) return;
      }
    } finally {
      this.flushing = false;
    }
  }

  /** Sends one message. It reports false when there is no point in going on with the next. */
  private async deliver(p: Pending): Promise<boolean> {
    let used: string | undefined;
    try {
      const session = await this.session();
      used = session.token;
      const { client_id, text, data, files, programme } = p;
      await this.api.post(session.token, { client_id, text, data, files, programme });
      this.misses = 0;
      if (p.state === "sending") p.state = "accepted";
      this.keep({ ...(this.current ?? session), used: Date.now() });
      this.changed();
      return true;
    } catch (e) {
      return this.refused(p, e, used);
    }
  }

  private refused(p: Pending, e: unknown, used: string | undefined): boolean {
    if (e instanceof Refusal && e.status === 401) {
      this.expired(used);
      return true; // with the fresh token, or into the new session
    }
    if (e instanceof Refusal && e.status !== 429 && e.status < 500) {
      this.pending = this.pending.filter((q) => q !== p);
      this.changed();
      this.view.trouble(e.message, p.data ? undefined : p.text);
      return true;
    }
    for (const q of this.pending) if (q.state === "sending") q.state = "unsent";
    this.changed();
    if (e instanceof Refusal) this.view.trouble(e.message);
    else if (!navigator.onLine) this.view.link("offline");
    clearTimeout(this.againTimer);
    const after = e instanceof Refusal ? e.after * 1000 : 0;
    this.againTimer = window.setTimeout(() => navigator.onLine && this.again(), Math.max(after, backoff(++this.misses + 1)));
    return false;
  }

  /** The session to speak for, opened or renewed when it is time. Tabs do it one after the other. */
  private async session(): Promise<Saved> {
    const s = (await this.opening) ?? this.current;
    if (s && Date.now() < (s.since + s.until) / 2) return s;
    this.opening ??= exclusively("madoguchi", () => this.openOrAdopt()).finally(() => (this.opening = undefined));
    return (await this.opening) ?? this.session();
  }

  private async openOrAdopt(): Promise<Saved> {
    const stored = this.store.session;
    if (stored && stored.token !== this.current?.token) return this.adopt(stored); // another tab was faster
    const old = this.current;
    const s = await this.api.open(old?.token);
    return this.adopt(saved((!old && (await this.vouch?.(s.token))) || s, old));
  }

  private adopt(s: Saved): Saved {
    if (this.current && s.id !== this.current.id) this.reset();
    this.keep(s);
    this.changed();
    return s;
  }

  private keep(s: Saved): void {
    this.current = s;
    this.store.session = s;
  }

  /** A token was refused. Another tab, or this one meanwhile, may have exchanged it for a fresh one. */
  private expired(used: string | undefined): void {
    if (this.opening || (used && this.current && this.current.token !== used)) return; // the next attempt has the fresh one
    const stored = this.store.session;
    if (stored && this.current && stored.token !== this.current.token) this.adopt(stored);
    else this.forget(true);
  }

  /** The session is over: the next one begins with an empty page. */
  private forget(ended: boolean): void {
    const over = this.current;
    if (over) {
      this.store.keepUnsent(over.id, []);
      if (this.store.session?.token === over.token) this.store.session = undefined;
    }
    this.current = undefined;
    this.reset();
    this.view.restart(ended);
    this.changed();
    this.retry();
  }

  private reset(): void {
    this.last = 0;
    this.attempt.abort();
  }

  /** Another tab has written the session: a new token of ours, or a new conversation to join. */
  private otherTab(): void {
    const s = this.store.session;
    if (!s) return; // it is opening a new one and will write again
    const joined = s.id !== this.current?.id;
    this.current = s;
    if (!joined) return;
    this.pending = [];
    this.reset();
    this.view.restart(false);
    this.changed();
    this.retry();
  }

  private restore(): void {
    if (this.current) this.pending = this.store.unsent(this.current.id);
    this.changed();
  }

  private changed(): void {
    if (this.current) this.store.keepUnsent(this.current.id, this.pending.filter((p) => p.state !== "accepted"));
    this.view.queue(this.pending);
  }

  private visibility(): void {
    clearTimeout(this.hiddenTimer);
    if (document.visibilityState === "visible") {
      this.retry();
      return;
    }
    this.hiddenTimer = window.setTimeout(() => {
      this.asleep = true;
      this.attempt.abort();
    }, hiddenLife);
  }

  private reconnect(): void {
    this.attempt.abort(); // it belongs to the network that went away
    this.retry();
  }

  private retry(): void {
    this.asleep = false;
    this.wake();
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.asleep || resolve(), ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** What is kept of a session, which goes on where the old one is the same. */
function saved({ token, id, expires_in }: Session, old: Saved | undefined): Saved {
  const now = Date.now();
  return { used: now, seen: 0, ...(old?.id === id ? old : {}), token, id, since: now, until: now + expires_in * 1000 };
}

/** Under a second at first, growing to half a minute, never twice the same: a crowd does not come back at once. */
function backoff(failures: number): number {
  return Math.min(30_000, 500 * 1.6 ** Math.min(failures, 9)) * (0.5 + Math.random() / 2);
}

async function exclusively<T>(name: string, f: () => Promise<T>): Promise<T> {
  return navigator.locks ? ((await navigator.locks.request(name, f)) as T) : f();
}

/** randomUUID exists on secure pages only; an office's intranet may not be one. */
function uuid(): string {
  const b = crypto.getRandomValues(new Uint8Array(16));
  b[6] = (b[6]! & 0x0f) | 0x40;
  b[8] = (b[8]! & 0x3f) | 0x80;
  const hex = [...b].map((x) => x.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
