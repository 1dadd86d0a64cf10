// What runs when a page loads the script: it teaches the browser <madoguchi-chat>, and puts one on
// a page that has none. The script's own attributes data-office and data-lang are
// passed on to it.

import { define } from "./element";

const script = document.currentScript as HTMLScriptElement | null;
const home = script?.src ? new URL(script.src).origin : location.origin;

function place(): void {
  if (document.querySelector("madoguchi-chat")) return;
  const chat = document.createElement("madoguchi-chat");
  for (const name of ["office", "lang"]) {
    const value = script?.dataset[name];
    if (value) chat.setAttribute(name, value);
  }
  document.body.append(chat);
}

if (!customElements.get("madoguchi-chat")) {
  define(home);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", place, { once: true });
  else place();
}
