// What the panel looks like, and how it fits its screen. It is fetched when the panel is about to be seen, and not before.

declare const STYLE: string; // panel.css, put in by the bundler
export const style = STYLE;

/** The panel's place on the screen. */
export interface Frame {
  set(open: boolean): void;
}

export interface DressPart {
  style: string;
  frame(host: HTMLElement, panel: HTMLElement, signal: AbortSignal): Frame;
}

export function frame(host: HTMLElement, panel: HTMLElement, signal: AbortSignal): Frame {
  followViewport(panel, signal);
  zoomAsKept(panel);
  return new Modal(host, panel, signal);
}

/** While the panel fills the screen, what lies behind it is out of reach: for keys, and for who does not see. */
class Modal implements Frame {
  private open = false;
  private readonly still: Element[] = []; // what was made inert
  private readonly full = matchMedia("(max-width: 480px), (max-height: 480px)");

  constructor(private readonly host: HTMLElement, private readonly panel: HTMLElement, signal: AbortSignal) {
    this.full.addEventListener("change", () => this.set(this.open), { signal });
  }

  set(open: boolean): void {
    this.open = open;
    for (const e of this.still.splice(0)) e.removeAttribute("inert");
    const modal = open && this.full.matches;
    if (modal) this.panel.setAttribute("aria-modal", "true");
    else this.panel.removeAttribute("aria-modal");
    if (!modal) return;
    for (let e: Element | null = this.host; e && e !== document.body; e = e.parentElement) {
      for (const other of e.parentElement?.children ?? []) {
        if (other === e || other.hasAttribute("inert") || /^(SCRIPT|STYLE|LINK|TEMPLATE)$/.test(other.tagName)) continue;
        other.setAttribute("inert", "");
        this.still.push(other);
      }
    }
  }
}

function zoomAsKept(panel: HTMLElement): void {
  try {
    const size = localStorage.getItem("madoguchi text");
    if (size && Number(size) > 0) panel.style.setProperty("--zoom", size);
  } catch {
    // a browser that keeps nothing
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
