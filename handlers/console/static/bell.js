// Lets the browser say that a ticket is unread, where somebody has asked for it on their own page: while the queue is
// open in a tab that nobody looks at. It names numbers alone.
"use strict";
(() => {
  const words = document.currentScript.dataset; // the sentences said here
  const kept = "madoguchi bell";
  const wanted = () => { try { return localStorage.getItem(kept) === "on"; } catch { return false; } };
  const keep = (on) => { try { localStorage.setItem(kept, on ? "on" : "off"); } catch { /* then it is not kept */ } };

  const box = document.getElementById("bell");
  if (box && "Notification" in window) {
    const button = box.querySelector("button");
    const state = box.querySelector("[role=status]");
    const show = () => {
      const on = wanted() && Notification.permission === "granted";
      button.textContent = on ? words.off : words.on;
      state.textContent = Notification.permission === "denied" ? words.denied : on ? words.rings : words.silent;
      button.hidden = Notification.permission === "denied";
    };
    button.addEventListener("click", async () => {
      const on = wanted() && Notification.permission === "granted";
      keep(!on && await Notification.requestPermission() === "granted");
      show();
    });
    box.hidden = false;
    show();
  }

  if (!document.getElementById("live-rows") || !("Notification" in window)) return;
  const unread = () => [...document.querySelectorAll("#live-rows a[data-row]")]
    .filter((a) => a.querySelector(".new")).map((a) => a.pathname.split("/").pop());
  let known = unread();
  new MutationObserver(() => {
    const now = unread();
    const fresh = now.filter((n) => !known.includes(n));
    known = now;
    if (!fresh.length || !document.hidden || !wanted() || Notification.permission !== "granted") return;
    const said = new Notification(words.title, { body: fresh.slice(0, 5).join("、"), tag: "madoguchi", lang: "ja" });
    said.onclick = () => { window.focus(); said.close(); };
  }).observe(document.querySelector("main"), { childList: true, subtree: true });
})();
