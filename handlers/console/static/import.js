// Lets a document be dropped on the page, and shows how far it has been sent. Everything works without it.
"use strict";
(() => {
  const form = document.getElementById("upload");
  const file = document.getElementById("file");
  const drop = document.getElementById("drop");
  const chosen = document.getElementById("chosen");
  const progress = document.getElementById("progress");
  const bar = document.getElementById("bar");

  const name = () => { chosen.textContent = file.files.length ? file.files[0].name : ""; };
  file.addEventListener("change", name);
  for (const type of ["dragenter", "dragover"]) {
    drop.addEventListener(type, (e) => { e.preventDefault(); drop.classList.add("over"); });
  }
  for (const type of ["dragleave", "drop"]) {
    drop.addEventListener(type, (e) => { e.preventDefault(); drop.classList.remove("over"); });
  }
  drop.addEventListener("drop", (e) => {
    if (!e.dataTransfer.files.length) return;
    file.files = e.dataTransfer.files;
    name();
  });
  // A file dropped beside the box must not take the page away.
  for (const type of ["dragover", "drop"]) document.addEventListener(type, (e) => e.preventDefault());

  form.addEventListener("submit", (e) => {
    if (!file.files.length) return; // text goes at once, as without a script
    e.preventDefault();
    const send = new XMLHttpRequest();
    progress.hidden = false;
    form.querySelector("button").disabled = true;
    send.upload.addEventListener("progress", (p) => { if (p.lengthComputable) bar.value = 100 * p.loaded / p.total; });
    send.upload.addEventListener("load", () => bar.removeAttribute("value")); // it is being read
    // Where it was not taken, the form is sent again without the script's help: the page says why.
    send.addEventListener("load", () => {
      const there = send.getResponseHeader("Location");
      if (send.status === 201 && there) location.assign(there);
      else form.submit();
    });
    send.addEventListener("error", () => form.submit());
    send.open("POST", form.action);
    send.setRequestHeader("Accept", "application/json");
    send.send(new FormData(form));
  });
})();
