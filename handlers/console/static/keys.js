// The keys of the desk: j and k go down and up the list, or to the next and the previous ticket; r and n begin a
// reply and a note; / goes to the search, ? shows the keys; Ctrl+Enter sends what is being written. Everything
// they do a link or a button does, too.
"use strict";
(() => {
  const field = (el) => el && (el.isContentEditable || /^(TEXTAREA|SELECT)$/.test(el.tagName) ||
    el.tagName === "INPUT" && !/^(checkbox|radio|submit|button)$/.test(el.type));

  const focus = (selector) => {
    const el = document.querySelector(selector);
    if (el) { el.focus(); el.scrollIntoView({ block: "nearest" }); }
    return el;
  };

  // step moves in a list of rows, or follows the link to the ticket beside this one.
  const step = (by) => {
    const rows = [...document.querySelectorAll("a[data-row]")];
    if (rows.length === 0) {
      const link = document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]");
      if (link) link.click();
      return;
    }
    const at = rows.findIndex((a) => a.closest("tr").contains(document.activeElement));
    const row = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
    row.focus();
    row.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    r: () => focus("#reply-text"),
    n: () => {
      const fold = document.getElementById("note-text")?.closest("details");
      if (fold) fold.open = true;
      focus("#note-text");
    },
    x: () => document.activeElement.closest("tr")?.querySelector("input[type=checkbox]")?.click(),
    "/": () => focus("input[type=search]") || (location.href = "/desk"),
    "?": () => document.getElementById("keys").showModal(),
  };

  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.form && e.target.tagName === "TEXTAREA") {
      e.preventDefault();
      e.target.form.requestSubmit();
      return;
    }
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || field(e.target) || document.querySelector("dialog[open]")) return;
    if (keys[e.key]) {
      e.preventDefault();
      keys[e.key]();
    }
  });

  // What can be copied has a button for it, where a script can.
  const offer = () => {
    for (const b of document.querySelectorAll("button.copy[hidden]")) b.hidden = false;
  };
  offer();
  document.addEventListener("click", async (e) => {
    const b = e.target.closest && e.target.closest("button.copy");
    if (b) {
      await navigator.clipboard.writeText(b.dataset.copy);
      b.textContent = b.dataset.done;
      return;
    }
    // A menu of acts closes when something else is touched.
    for (const d of document.querySelectorAll(".actbar details[open]")) {
      if (!d.contains(e.target)) d.open = false;
    }
  });
})();
