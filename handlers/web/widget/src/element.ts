// <madoguchi-chat>: a button that opens the panel, or with the attribute inline the panel itself.
// Attributes: office (its name), lang (ja or en), server (where the chat is, if not where the
// script came from), inline, question (what stands in the field to begin with). Anything on the page with data-madoguchi-open opens the panel too.

import { Api } from "./api";
import { Conversation } from "./conversation";
import { el, icon, set } from "./dom";
import { Panel } from "./panel";
import { Store } from "./store";
import type { Line } from "./types";
import { clock, wordsFor, type Words } from "./words";

declare const STYLE: string; // style.css, put in by the bundler

const bubble = "M4 5h16v11H10l-4.500 4V16H4z";

export function define(home: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);

  class MadoguchiChat extends HTMLElement {
    private widget: Widget | undefined;

    connectedCallback(): void {
      this.widget?.stop();
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      shadow.adoptedStyleSheets = [sheet];
      this.widget = new Widget(this, shadow, home);
    }

    disconnectedCallback(): void {
      this.widget?.stop();
      this.widget = undefined;
    }
  }

  customElements.define("madoguchi-chat", MadoguchiChat);
}

class Widget {
  private readonly words: Words;
  private readonly store: Store;
  private readonly panel: Panel;
  private readonly conversation: Conversation;
  private readonly badge = el("span", "badge");
  private readonly launcher: HTMLButtonElement;
  private readonly ended = new AbortController();
  private opener: HTMLElement | undefined;
  private unread = 0;

  constructor(host: HTMLElement, private readonly shadow: ShadowRoot, home: string) {
    const base = (host.getAttribute("server") ?? home).replace(/\/$/, "");
    const lang = host.lang || document.documentElement.lang || "ja";
    const inline = host.hasAttribute("inline");
    this.words = wordsFor(lang);
    this.store = new Store("madoguchi " + base);
    this.panel = new Panel({ words: this.words, clock: clock(lang), office: host.getAttribute("office") ?? "" }, inline ? undefined : () => this.close());
    this.conversation = new Conversation(new Api(base), this.store, this.panel);
    this.panel.use(this.conversation);
    this.panel.onLines = (lines) => this.count(lines);
    this.launcher = set(el("button", "launcher", icon(bubble), el("span", "", this.words.launch), this.badge), { type: "button", "aria-haspopup": "dialog" });
    const root = set(el("div", inline ? "root inline" : "root", ...(inline ? [] : [this.launcher]), this.panel.root), { lang: this.words === wordsFor("en") ? "en" : "ja" });
    shadow.replaceChildren(root);
    followViewport(this.panel.root, this.ended.signal);
    this.showUnread();
    this.panel.prefill(host.getAttribute("question") ?? "");
    if (!inline) this.listen();
    this.begin(inline);
  }

  stop(): void {
    this.ended.abort();
    this.conversation.stop();
    this.shadow.replaceChildren();
  }

  /** After a reload the panel is as it was, but the focus is left where the page wants it. */
  private begin(inline: boolean): void {
    const shown = inline || this.store.open;
    this.panel.root.hidden = !shown;
    this.launcher.hidden = shown;
    if (shown || this.conversation.alive) this.conversation.start();
  }

  private listen(): void {
    this.launcher.addEventListener("click", () => this.open(this.launcher));
    this.panel.root.addEventListener("keydown", (e) => {
      if (e.key !== "Escape" || e.isComposing || e.keyCode === 229) return;
      e.stopPropagation();
      this.close();
    });
    document.addEventListener("click", (e) => {
      const from = e.target instanceof Element ? e.target.closest<HTMLElement>("[data-madoguchi-open]") : null;
      if (from) this.open(from);
    }, { signal: this.ended.signal });
  }

  private open(from: HTMLElement): void {
    this.opener = from;
    this.panel.root.hidden = false;
    this.launcher.hidden = true;
    this.store.open = true;
    this.unread = 0;
    this.showUnread();
    this.conversation.start();
    this.conversation.markSeen();
    this.panel.shown();
  }

  private close(): void {
    this.panel.root.hidden = true;
    this.launcher.hidden = false;
    this.store.open = false;
    (this.opener?.isConnected ? this.opener : this.launcher).focus();
  }

  private count(lines: Line[]): void {
    if (!this.panel.root.hidden) {
      this.conversation.markSeen();
      return;
    }
    this.unread += lines.filter((l) => l.author !== "member" && l.seq > this.conversation.seen).length;
    this.showUnread();
  }

  private showUnread(): void {
    this.badge.textContent = this.unread ? String(Math.min(this.unread, 99)) : "";
    this.badge.hidden = !this.unread;
    this.launcher.setAttribute("aria-label", this.words.launch + (this.unread ? ": " + this.words.unread(this.unread) : ""));
  }
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
