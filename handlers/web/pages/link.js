// The page for linking: it speaks for the chat's session that this browser holds on our own pages.
(() => {
  "use strict";
  const words = document.currentScript.dataset; // the page's sentences
  const button = document.getElementById("link");
  const problem = document.getElementById("problem");
  const say = (text) => {
    problem.textContent = text;
    problem.hidden = false;
  };
  const session = () => {
    try {
      const saved = JSON.parse(localStorage.getItem("madoguchi " + location.origin));
      return saved && saved.until > Date.now() ? saved.token : "";
    } catch {
      return "";
    }
  };
  const token = new URLSearchParams(location.search).get("linkToken");
  if (!token) return say(words.noToken);
  if (!session()) return say(words.noSession);
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      const answer = await fetch("/chat/link", {
        method: "POST",
        headers: { "Content-Type": "application/json", Authorization: "Bearer " + session() },
        body: JSON.stringify({ link_token: token }),
      });
      const body = await answer.json();
      if (answer.ok) return location.assign(body.url);
      say(body.error.message);
    } catch {
      say(words.failed);
    }
    button.disabled = false;
  });
})();
