// <madoguchi-chat>: a button that opens the panel, or with the attribute inline the panel itself.
// Attributes: office (its name), lang (ja or en), server (where the chat is, if not where the
// script came from), inline.

import { Api } from "./api";
import { Conversation } from "./conversation";
import { el, icon, set } from "./dom";
import { Panel } from "./panel";
import { Store } from "./store";
import { clock, wordsFor } from "./words";

declare const STYLE: string; // style.css, put in by the bundler

const bubble = "M4 5h16v11H10l-4.500 4V16H4z";

export function define(home: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);

  class MadoguchiChat extends HTMLElement {
    private stop: () => void = () => {};

    connectedCallback(): void {
      this.stop();
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      this.stop = mount(this, shadow, home);
    }

    disconnectedCallback(): void {
      this.stop();
      this.stop = () => {};
    }
  }

  customElements.define("madoguchi-chat", MadoguchiChat);
}

/** Builds the widget in the shadow root and returns what takes it down. */
function mount(host: HTMLElement, shadow: ShadowRoot, home: string): () => void {
  const base = (host.getAttribute("server") ?? home).replace(/\/$/, "");
  const lang = host.lang || document.documentElement.lang || "ja";
  const words = wordsFor(lang);
  const store = new Store("madoguchi " + base);
  const inline = host.hasAttribute("inline");
  const panel = new Panel({ words, clock: clock(lang), office: host.getAttribute("office") ?? "" }, inline ? undefined : () => close());
  const conversation = new Conversation(new Api(base), store, panel);
  panel.use(conversation);

  const badge = el("span", "badge");
  const launcher = set(el("button", "launcher", icon(bubble), el("span", "", words.launch), badge), { type: "button", "aria-haspopup": "dialog" });
  const root = set(el("div", inline ? "root inline" : "root", ...(inline ? [] : [launcher])), { lang: words === wordsFor("en") ? "en" : "ja" });
  root.append(panel.root);
  shadow.replaceChildren(root);

  const ended = new AbortController();
  const { signal } = ended;
  let opener: HTMLElement | undefined;
  let unread = 0;

  const showUnread = () => {
    badge.textContent = unread ? String(Math.min(unread, 99)) : "";
    badge.hidden = !unread;
    launcher.setAttribute("aria-label", words.launch + (unread ? ": " + words.unread(unread) : ""));
  };
  const open = (from?: HTMLElement) => {
    opener = from;
    panel.root.hidden = false;
    launcher.hidden = true;
    store.open = true;
    unread = 0;
    showUnread();
    conversation.start();
    conversation.markSeen();
    panel.shown();
  };
  const close = () => {
    panel.root.hidden = true;
    launcher.hidden = false;
    store.open = false;
    (opener?.isConnected ? opener : launcher).focus();
  };

  panel.onLines = (lines) => {
    if (!panel.root.hidden) {
      conversation.markSeen();
      return;
    }
    unread += lines.filter((l) => l.author !== "member" && l.seq > conversation.seen).length;
    showUnread();
  };
  launcher.addEventListener("click", () => open(launcher));
  panel.root.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && !inline && !e.isComposing && e.keyCode !== 229) {
      e.stopPropagation();
      close();
    }
  });
  document.addEventListener("click", (e) => {
    const from = e.target instanceof Element ? e.target.closest<HTMLElement>("[data-madoguchi-open]") : null;
    if (from && !inline) open(from);
  }, { signal });
  followViewport(panel.root, signal);

  showUnread();
  panel.root.hidden = !inline;
  if (inline) conversation.start();
  else if (store.open) reopen();
  else if (conversation.alive) conversation.start();

  // After a reload the panel is as it was, but the focus is left where the page wants it.
  function reopen(): void {
    panel.root.hidden = false;
    launcher.hidden = true;
    conversation.start();
  }

  return () => {
    ended.abort();
    conversation.stop();
    shadow.replaceChildren();
  };
}

/** Keeps the panel of a small screen above the on-screen keyboard. */
function followViewport(panel: HTMLElement, signal: AbortSignal): void {
  const port = window.visualViewport;
  if (!port) return;
  const fit = () => {
    panel.style.setProperty("--height", port.height + "px");
    panel.style.setProperty("--top", port.offsetTop + "px");
  };
  port.addEventListener("resize", fit, { signal });
  port.addEventListener("scroll", fit, { signal });
  fit();
}
