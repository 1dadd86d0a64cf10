// Brings a page up to date every few seconds. Everything on the desk works without it.
//
// The page is fetched from its own address with the tag of the state it shows; while nothing has
// changed the answer is empty. What has changed is swapped region by region ([data-swap]), never
// one that somebody is in the middle of using.
"use strict";
(() => {
  const words = document.currentScript.dataset; // the sentences said here
  const every = Number(document.body.dataset.every);
  const url = document.body.dataset.live;
  const notice = document.getElementById("notice");
  // A parser of HTML is a sink that the page's policy guards; the text is our own server's page.
  const html = window.trustedTypes
    ? window.trustedTypes.createPolicy("desk", { createHTML: (s) => s })
    : { createHTML: (s) => s };
  let tag = "";
  let wait = every;

  const dirty = (form) => [...form.elements].some((e) =>
    e.tagName === "SELECT" ? [...e.options].some((o) => o.selected !== o.defaultSelected) && e.selectedIndex > 0
      : e.type === "checkbox" ? e.checked !== e.defaultChecked
      : "defaultValue" in e && e.type !== "hidden" && e.value !== e.defaultValue);

  // What a region shows, without the marks that differ at every showing.
  const shows = (region) => {
    const copy = region.cloneNode(true);
    for (const once of copy.querySelectorAll("input[name=once]")) once.remove();
    for (const details of copy.querySelectorAll("details")) details.removeAttribute("open");
    return copy.innerHTML;
  };

  const busy = (region) =>
    region.contains(document.activeElement) && document.activeElement !== document.body ||
    [...region.querySelectorAll("form")].some(dirty) ||
    [...region.querySelectorAll("input[type=checkbox]")].some((e) => e.checked !== e.defaultChecked);

  const say = (text, reload) => {
    notice.replaceChildren(text);
    if (reload) {
      const link = document.createElement("a");
      link.href = url;
      link.textContent = words.again;
      notice.append(" ", link);
    }
    notice.hidden = text === "";
  };

  const swap = (text) => {
    const fresh = new DOMParser().parseFromString(html.createHTML(text), "text/html");
    let skipped = false;
    document.title = fresh.title; // tells of new tickets from a tab in the background
    for (const region of document.querySelectorAll("[data-swap]")) {
      const newer = fresh.getElementById(region.id);
      if (!newer || shows(newer) === shows(region)) continue;
      if (busy(region)) { skipped = true; continue; }
      const open = [...region.querySelectorAll("details[open] > summary")].map((s) => s.textContent);
      const next = document.importNode(newer, true);
      for (const summary of next.querySelectorAll("details > summary")) {
        if (open.includes(summary.textContent)) summary.parentElement.open = true;
      }
      region.replaceWith(next);
    }
    // A reply not begun yet answers the state now shown; one under way keeps the state it was begun in.
    const box = document.getElementById("reply-text");
    const version = fresh.querySelector("#reply input[name=version]");
    if (box && version && box.value === box.defaultValue && !box.hasAttribute("data-dirty")) {
      box.form.elements.version.value = version.value;
    } else if (box && version && box.form.elements.version.value !== version.value) {
      say(words.draft, false);
      return;
    }
    if (document.getElementById("reply") === null !== (fresh.getElementById("reply") === null)) skipped = true;
    say(skipped ? words.changed : "", skipped);
  };

  const refresh = async () => {
    try {
      const reply = document.getElementById("reply");
      const here = document.hidden ? {} : { "Desk-Here": reply && dirty(reply) ? "writing" : "looking" };
      const headers = { "Desk-Refresh": "1", ...here, ...(tag ? { "If-None-Match": tag } : {}) }; // nobody need be there
      const res = await fetch(url, { headers, cache: "no-store", credentials: "same-origin" });
      if (res.redirected || res.status === 401) {
        say(words.over, false);
        return true;
      }
      wait = document.hidden ? 5 * every : every;
      if (res.status === 200) {
        tag = res.headers.get("ETag") || "";
        swap(await res.text());
      } else if (res.status >= 500) {
        throw new Error(String(res.status));
      }
    } catch {
      wait = Math.min(wait * 2, 60000);
      say(words.offline, false);
    }
  };

  const loop = async () => {
    if (!await refresh()) setTimeout(loop, wait);
  };
  setTimeout(loop, every);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
})();
