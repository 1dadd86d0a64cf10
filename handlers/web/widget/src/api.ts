// The server's HTTP interface.

import type { Front, Line, Session } from "./types";

/** A request that the server understood and refused, in its own words. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string, readonly after: number) {
    super(message);
  }
}

/** What a stream brings. */
export interface Reader {
  alive(): void;
  lines(lines: Line[]): void;
  ready(): void;
}

const silence = 50_000; // two heartbeats and some: the stream is dead even if nobody said so
const firstByte = 8_000; // a stream that opens without a byte is held back by a proxy
const answerTime = 15_000;

export class Api {
  /** Set once a stream has been seen to be swallowed on its way. */
  buffered = false;

  constructor(private readonly base: string, readonly lang: string) {}

  async open(token?: string): Promise<Session> {
    return (await this.call("POST", "/chat/session", token, { lang: this.lang })) as Session;
  }

  async post(token: string, message: Record<string, unknown>): Promise<void> {
    await this.call("POST", "/chat/messages", token, message);
  }

  async front(programme: string): Promise<Front> {
    return (await this.call("GET", "/chat/front?programme=" + encodeURIComponent(programme) + "&lang=" + this.lang)) as Front;
  }

  /** Whether the server is there at all: what a page that is not allowed cannot read, it can still reach. One whose own policy keeps it from asking will not be helped by waiting, either. */
  async reachable(): Promise<boolean> {
    let barred = false;
    const see = (e: SecurityPolicyViolationEvent) => (barred ||= e.disposition === "enforce" && e.blockedURI.startsWith(this.base));
    addEventListener("securitypolicyviolation", see);
    try {
      await fetch(this.base + "/chat/suggest?q=", { mode: "no-cors", cache: "no-store", credentials: "omit" });
      return true;
    } catch {
      await new Promise((told) => setTimeout(told)); // of which the page hears in a task of its own
      return barred;
    } finally {
      removeEventListener("securitypolicyviolation", see);
    }
  }

  /** Waits for lines after the given one, once. */
  async poll(token: string, after: number, wait: number, signal: AbortSignal): Promise<Line[]> {
    const got = (await this.call("GET", `/chat/events?wait=${wait}&after=${after}`, token, undefined, signal, (wait + 10) * 1000)) as { lines?: Line[] };
    return got.lines ?? [];
  }

  /** Reads lines until the stream ends, however it does. */
  async stream(token: string, after: number, signal: AbortSignal, reader: Reader): Promise<void> {
    const own = new AbortController();
    const stop = () => own.abort();
    signal.addEventListener("abort", stop);
    let timer = setTimeout(stop, answerTime);
    const within = (ms: number, f: () => void) => {
      clearTimeout(timer);
      timer = setTimeout(f, ms);
    };
    try {
      const r = await fetch(this.base + "/chat/events?after=" + after, { headers: { Authorization: "Bearer " + token, Accept: "text/event-stream" }, cache: "no-store", signal: own.signal });
      if (!r.ok) throw await refusal(r);
      if (!r.body) {
        this.buffered = true;
        return;
      }
      within(firstByte, () => {
        this.buffered = true;
        stop();
      });
      const from = r.body.getReader();
      const decoder = new TextDecoder();
      const parse = parser(reader);
      for (;;) {
        const { done, value } = await from.read();
        if (done) return;
        within(silence, stop);
        reader.alive();
        parse(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      own.abort();
    }
  }

  /** Asks for what a route gives. */
  async call(method: string, path: string, token?: string, body?: unknown, signal?: AbortSignal, timeout = answerTime, read: (r: Response) => Promise<unknown> = (r) => r.json()): Promise<unknown> {
    const own = new AbortController();
    const stop = () => own.abort();
    const timer = setTimeout(stop, timeout);
    signal?.addEventListener("abort", stop);
    try {
      const headers: Record<string, string> = {};
      if (token) headers["Authorization"] = "Bearer " + token;
      const raw = body instanceof Blob;
      if (body !== undefined) headers["Content-Type"] = raw ? "application/octet-stream" : "application/json";
      const r = await fetch(this.base + path, { method, headers, cache: "no-store", signal: own.signal, ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }) });
      if (!r.ok) throw await refusal(r);
      return r.status === 204 ? undefined : await read(r);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
    }
  }
}

async function refusal(r: Response): Promise<Refusal> {
  let message = "";
  try {
    message = String(((await r.json()) as { error?: { message?: string } }).error?.message ?? "");
  } catch {
    // not one of ours: a proxy's page
  }
  return new Refusal(r.status, message, Number(r.headers.get("Retry-After")) || 0);
}

/** Cuts the text of a stream into events, whatever pieces it comes in. */
export function parser(reader: Reader): (chunk: string) => void {
  let rest = "";
  return (chunk) => {
    const events = (rest + chunk).replace(/\r\n?/g, "\n").split("\n\n");
    rest = events.pop() ?? "";
    let lines: Line[] = [];
    for (const event of events) {
      let name = "message";
      const data: string[] = [];
      for (const field of event.split("\n")) {
        if (field.startsWith("event:")) name = field.slice(6).trim();
        if (field.startsWith("data:")) data.push(field.slice(5).replace(/^ /, ""));
      }
      if (name === "message" && data.length) lines.push(JSON.parse(data.join("\n")) as Line);
      if (name === "ready") {
        reader.lines(lines);
        lines = [];
        reader.ready();
      }
    }
    if (lines.length) reader.lines(lines);
  };
}
