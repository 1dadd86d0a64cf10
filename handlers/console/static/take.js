// Looks the caller and the question up while they are typed, and opens the fields that follow from a choice. Each of
// these a button of the page does, too: it is that button's page whose regions are put in place.
"use strict";
(() => {
  const form = document.getElementById("take");
  const html = window.trustedTypes
    ? window.trustedTypes.createPolicy("desk", { createHTML: (s) => s })
    : { createHTML: (s) => s };
  let last = 0;

  const look = async (regions) => {
    const mine = ++last; // an answer that was overtaken is dropped
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "look");
    try {
      const res = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      if (!res.ok || res.redirected || mine !== last) return;
      const fresh = new DOMParser().parseFromString(html.createHTML(await res.text()), "text/html");
      for (const id of regions) {
        const region = document.getElementById(id);
        const newer = fresh.getElementById(id);
        if (!newer || newer.innerHTML === region.innerHTML || id !== "take-fields" && region.contains(document.activeElement)) continue;
        const at = document.activeElement && document.activeElement.id;
        region.replaceChildren(...document.importNode(newer, true).childNodes);
        if (at) document.getElementById(at)?.focus();
      }
    } catch { /* without an answer the buttons are there */ }
  };

  let timer = 0;
  form.addEventListener("input", (e) => {
    if (!e.target.hasAttribute("data-look")) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(["callers", "suggested"]), 400);
  });
  form.addEventListener("change", (e) => {
    if (e.target.hasAttribute("data-open")) look(["take-fields", "suggested"]);
  });
})();
