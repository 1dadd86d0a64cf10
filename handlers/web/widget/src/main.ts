// What runs when a page loads the script: it teaches the browser <madoguchi-chat>, and puts one on
// a page that has none. The script's own attributes data-office and data-lang are
// passed on to it. The page gains one name, madoguchi, with what its own script may ask for:
// open(), close(), ask(text) and identify(token).

import { define } from "./element";
import { japanese } from "./words";

const script = document.currentScript as HTMLScriptElement | null;
const home = script?.src ? new URL(script.src).origin : location.origin;
const tag = "madoguchi-chat";

function make(): HTMLElement {
  const chat = document.createElement(tag);
  for (const name of ["office", "lang"]) {
    const value = script?.dataset[name];
    if (value) chat.setAttribute(name, value);
  }
  return chat;
}

/** Puts the element on the page, and again when a page without reloads (Turbo, Astro) swaps its body. */
function place(): void {
  if (document.querySelector(tag)) return;
  const chat = make();
  const watch = new MutationObserver(() => document.querySelector(tag) || put());
  const put = () => {
    if (!document.body) return;
    document.body.append(chat);
    watch.observe(document.body, { childList: true });
  };
  watch.observe(document.documentElement, { childList: true });
  put();
}

/** In a browser that is too old for the panel: a link to the page that works in any. */
function plain(): void {
  if (document.getElementById("madoguchi-plain")) return;
  const a = document.createElement("a");
  a.id = "madoguchi-plain";
  a.href = home + "/chat/plain";
  a.target = "_blank";
  a.rel = "noopener";
  a.textContent = japanese.launch;
  Object.assign(a.style, { position: "fixed", right: "20px", bottom: "20px", padding: "14px 22px", borderRadius: "28px", background: "#1f5a5a", color: "#fff", fontWeight: "700", zIndex: "2147483000" });
  document.body.append(a);
}

function once(f: () => void): void {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", f, { once: true });
  else f();
}

function global(): void {
  const names = ["open", "close", "ask", "identify"] as const;
  type Asks = Record<(typeof names)[number], (given?: unknown) => void>;
  const chat = () => document.querySelector(tag) as unknown as Asks | null;
  (globalThis as unknown as Record<string, unknown>)["madoguchi"] ??= Object.fromEntries(names.map((name) => [name, (given?: unknown) => once(() => chat()?.[name](given))]));
}

if (!window.customElements?.get(tag)) {
  try {
    define(home);
    once(place);
    global();
  } catch {
    once(plain);
  }
}
