// <madoguchi-chat>: a button that opens the panel, or with the attribute inline the panel itself.
// Attributes: office (its name), lang (ja or en), server (where the chat is, if not where the
// script came from), inline, question (what stands in the field to begin with). Anything on the page with data-madoguchi-open opens the panel too.

import { Api } from "./api";
import { Conversation } from "./conversation";
import { el, icon, set } from "./dom";
import type { DressPart, Frame } from "./dress";
import type { IdentifyPart } from "./identify";
import { Panel } from "./panel";
import { Store } from "./store";
import type { Line } from "./types";
import { part } from "./parts";
import { clock, inEnglish, japanese, type Words } from "./words";

declare const STYLE: string; // style.css, put in by the bundler

const bubble = "M4 5h16v11H10l-4.500 4V16H4z";

export function define(home: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);

  class MadoguchiChat extends HTMLElement {
    private widget: Widget | undefined;
    private making: object | undefined;
    private waiting: ((w: Widget) => void)[] = []; // for the widget
    private given: unknown; // by whom the visitor was last identified

    connectedCallback(): void {
      this.widget?.stop();
      this.widget = undefined;
      const shadow = this.shadowRoot ?? this.attachShadow({ mode: "open" });
      if (!shadow.adoptedStyleSheets.includes(sheet)) shadow.adoptedStyleSheets = [sheet, ...shadow.adoptedStyleSheets];
      const lang = this.lang || document.documentElement.lang || "ja";
      const base = (this.getAttribute("server") ?? home).replace(/\/$/, "");
      const make = (words: Words) => {
        const w = (this.widget = new Widget(this, shadow, base, lang, words));
        if (this.given !== undefined) w.identify(this.given);
        for (const f of this.waiting.splice(0)) f(w);
      };
      if (!inEnglish(lang)) {
        make(japanese);
        return;
      }
      const mine = (this.making = {});
      const still = () => this.isConnected && this.making === mine;
      void part<{ style: string; words: Words }>(base, shadow, "english").then((p) => still() && make(p.words), () => still() && make(japanese));
    }

    disconnectedCallback(): void {
      this.widget?.stop();
      this.widget = this.making = undefined;
    }

    private soon(f: (w: Widget) => void): void {
      if (this.widget) f(this.widget);
      else this.waiting.push(f);
    }

    /** Opens the panel. */
    open(): void {
      this.soon((w) => w.open());
    }

    /** Closes it. */
    close(): void {
      this.soon((w) => w.close());
    }

    /** Opens it with a question in the field, which the visitor sends or not. */
    ask(text: unknown): void {
      this.soon((w) => w.ask(String(text ?? "")));
    }

    /** Says by a token of the site's, or by what gives one, who the visitor is there; by "" that they have signed out. */
    identify(given: unknown): void {
      this.given = given;
      this.widget?.identify(given);
    }
  }

  customElements.define("madoguchi-chat", MadoguchiChat);
}

class Widget {
  private readonly store: Store;
  private readonly panel: Panel;
  private readonly conversation: Conversation;
  private readonly badge = el("span", "badge");
  private readonly launcher: HTMLButtonElement;
  private readonly ended = new AbortController();
  private readonly inline: boolean;
  private frame: Frame | undefined; // once the panel is dressed
  private opener: HTMLElement | undefined;
  private unread = 0;
  private wanted = false; // the panel is open, or will be as soon as it can be seen

  constructor(private readonly host: HTMLElement, private readonly shadow: ShadowRoot, private readonly base: string, lang: string, private readonly words: Words) {
    const inline = host.hasAttribute("inline");
    this.inline = inline;
    this.store = new Store("madoguchi " + base);
    this.panel = new Panel({ words: this.words, clock: clock(lang), office: host.getAttribute("office") ?? "", cards: () => {} }, base, shadow, inline ? undefined : () => this.close());
    this.conversation = new Conversation(new Api(base, lang), this.store, this.panel);
    this.panel.use(this.conversation);
    this.panel.onLines = (lines) => this.count(lines);
    this.launcher = set(el("button", "launcher", icon(bubble), el("span", "", this.words.launch), this.badge), { type: "button", "aria-haspopup": "dialog" });
    const root = set(el("div", inline ? "root inline" : "root", ...(inline ? [] : [this.launcher]), this.panel.root), { lang: inEnglish(lang) ? "en" : "ja" });
    shadow.replaceChildren(root);
    this.showUnread();
    this.panel.prefill(host.getAttribute("question") ?? "");
    if (!inline) this.listen();
    this.begin(inline);
  }

  stop(): void {
    this.ended.abort();
    this.wanted = false;
    this.frame?.set(false);
    this.conversation.stop();
    this.shadow.replaceChildren();
  }

  /** After a reload the panel is as it was, but the focus is left where the page wants it. */
  private begin(inline: boolean): void {
    const shown = inline || this.store.open;
    this.panel.root.hidden = !shown;
    this.launcher.hidden = shown;
    if (shown) void this.dress();
    if (shown || this.conversation.alive) this.conversation.start();
  }

  /** Fetches what the panel looks like. Without it the visitor gets the page that needs none. */
  private dress(): Promise<unknown> {
    const { host, panel: { root }, ended: { signal } } = this;
    return part<DressPart>(this.base, this.shadow, "dress").then((p) => {
      if (signal.aborted) return;
      this.frame ??= p.frame(host, root, signal);
      this.frame.set(!this.inline && !root.hidden);
    }).catch(() => {
      root.style.visibility = "visible";
      this.panel.refused();
    });
  }

  ask(text: string): void {
    this.open();
    this.panel.write(text);
  }

  /** Who the visitor is matters once there is a session: nothing is fetched for it before. */
  identify(given: unknown): void {
    this.conversation.vouchBy((token) => part<IdentifyPart>(this.base, this.shadow, "identify").then((p) => p.identify(this.conversation, token, given), () => undefined));
  }

  private listen(): void {
    this.launcher.addEventListener("click", () => this.open(this.launcher));
    for (const near of ["pointerenter", "focus"]) this.launcher.addEventListener(near, () => void part(this.base, this.shadow, "dress").catch(() => {}), { once: true });
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

  open(from: HTMLElement = this.launcher): void {
    if (this.inline) {
      this.host.scrollIntoView({ block: "nearest" });
      return this.panel.shown();
    }
    this.opener = from;
    this.wanted = this.store.open = true;
    this.conversation.start();
    void this.dress().then(() => this.wanted && this.reveal());
  }

  private reveal(): void {
    this.panel.root.hidden = false;
    this.launcher.hidden = true;
    this.unread = 0;
    this.showUnread();
    this.conversation.markSeen();
    this.panel.shown();
    this.frame?.set(true);
  }

  close(): void {
    this.wanted = this.store.open = false;
    if (this.inline || this.panel.root.hidden) return;
    this.frame?.set(false);
    this.panel.root.hidden = true;
    this.launcher.hidden = false;
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
