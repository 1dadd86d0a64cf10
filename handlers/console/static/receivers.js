// Sums up what the reply costs while receivers are ticked. The button that counts again does so, too: it is that button's
// page whose sum is put in place.
"use strict";
(() => {
  const form = document.getElementById("receivers");
  const sum = document.getElementById("reply-sum");
  const html = window.trustedTypes
    ? window.trustedTypes.createPolicy("desk", { createHTML: (s) => s })
    : { createHTML: (s) => s };
  let last = 0;

  const count = async () => {
    const mine = ++last; // an answer that was overtaken is dropped
    const body = new URLSearchParams(new FormData(form));
    body.set("again", "1");
    try {
      const res = await fetch("/desk/replies/preview", { method: "POST", body, credentials: "same-origin" });
      if (!res.ok || res.redirected || mine !== last) return;
      const fresh = new DOMParser().parseFromString(html.createHTML(await res.text()), "text/html").getElementById(sum.id);
      if (fresh) sum.replaceChildren(...document.importNode(fresh, true).childNodes);
    } catch { /* without an answer the button is there */ }
    finally { if (mine === last) sum.removeAttribute("aria-busy"); }
  };

  let timer = 0;
  form.addEventListener("change", (e) => {
    if (e.target.name !== "t") return;
    sum.setAttribute("aria-busy", "true"); // what is shown is of before
    clearTimeout(timer);
    timer = setTimeout(count, 150);
  });
})();
