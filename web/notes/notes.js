// The presenter's second window: what is said and what comes next, the clocks, and notes of one's own. It loads no
// engine: the presenter tells it what it shows (web/src/page/present/notes.rs), and hears when to go on.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const channel = new BroadcastChannel(`dynamarium.present ${new URL("../", location.href).pathname}`);
  const own = byId("notes");
  let key;
  let began = Date.now();

  // A browser that stores nothing keeps them until the window closes.
  const kept = new Map();
  const stored = (name) => {
    try {
      return localStorage.getItem(name) ?? kept.get(name) ?? "";
    } catch {
      return kept.get(name) ?? "";
    }
  };
  own.addEventListener("input", () => {
    if (!key) return;
    kept.set(key, own.value);
    try {
      localStorage.setItem(key, own.value);
    } catch {
      // `kept` has them.
    }
  });

  const show = ([world, call, headline, now, next, clock, where]) => {
    for (const [id, text] of Object.entries({ headline, now, next, clock, where })) byId(id).textContent = text;
    byId("on").disabled = next === "";
    if (next === "") byId("next").textContent = "The end.";
    document.title = `${where}: speaker's notes`;
    const name = `dynamarium.notes ${world} ${call}`;
    if (name === key) return;
    key = name;
    own.value = stored(key);
  };
  channel.onmessage = ({ data }) => {
    if (Array.isArray(data)) show(data.map(String));
    if (data === "end") byId("where").textContent = "The presenter is closed. Press Present again, and this window follows.";
  };

  const tick = () => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    byId("elapsed").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    byId("day").textContent = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  };
  setInterval(tick, 1000);
  tick();

  byId("on").addEventListener("click", () => channel.postMessage("on"));
  byId("back").addEventListener("click", () => channel.postMessage("back"));
  byId("again").addEventListener("click", () => {
    began = Date.now();
    tick();
  });
  // The clicker may be at this window.
  addEventListener("keydown", (event) => {
    if (event.target === own && !event.key.startsWith("Page")) return;
    const move = { PageDown: "on", ".": "on", ArrowRight: "on", PageUp: "back", ",": "back", ArrowLeft: "back" }[event.key];
    if (!move) return;
    event.preventDefault();
    channel.postMessage(move);
  });
  channel.postMessage("hello");
})();
