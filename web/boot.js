// Starts the page: the stored theme before the first paint, `window.lab` before any other script, then the program.
// An external file, because the content security policy allows no inline script.
"use strict";
(() => {
  const here = document.currentScript.src;
  // A sealed build (sw.js) is asked for by its name, so that nothing of another one answers.
  const build = new URL(here).searchParams.get("b");
  const ofBuild = (name) => {
    const url = new URL(name, here);
    if (build) url.searchParams.set("b", build);
    return url;
  };
  const root = document.documentElement;

  try {
    const theme = localStorage.getItem("dynamarium.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage is forbidden here: the system's theme it is.
  }

  // The programming interface (web/API.md). Every method waits until the engine has answered once.
  let program;
  let running = false;
  let answered, failed;
  const ready = new Promise((resolve, reject) => ([answered, failed] = [resolve, reject]));
  ready.catch(() => {}); // Whoever uses `lab` hears of it; nobody else need.
  const frames = [];
  let counting = false;
  const count = (now) => {
    frames.push(now);
    if (frames.length > 3600) frames.shift();
    requestAnimationFrame(count);
  };
  // What a script asks for in one task beyond this waits, in its order, for turns that leave the page its frames. (Messages
  // make them: a timer has a second between two in a tab that nobody sees.)
  const AT_ONCE = 500;
  const bell = new MessageChannel();
  let asked = 0;
  let queue = [];
  const turn = () => {
    const end = performance.now() + 8;
    let at = 0;
    while (at < queue.length && performance.now() < end) queue[at++]();
    queue = queue.slice(at);
    queue.length ? ring() : (asked = 0);
  };
  const ring = () => bell.port2.postMessage(0);
  bell.port1.onmessage = turn;
  const lab = { ready };
  for (const name of ["run", "call", "http", "advance", "idle", "clock", "look", "trace", "stateHash", "saved", "reset"]) {
    lab[name] = async (...given) => {
      if (!running) await ready;
      if (!asked++) ring();
      const ask = () => program[`lab_${name}`](...given);
      if (asked <= AT_ONCE) return ask();
      // The input is what it is now, whatever becomes of the object.
      if (name === "call" && typeof given[1] === "object") given[1] = JSON.stringify(given[1]);
      else given = structuredClone(given);
      return new Promise((done) => queue.push(() => done(new Promise((it) => it(ask())))));
    };
  }
  lab.frames = () => {
    if (!counting) {
      counting = true;
      requestAnimationFrame(count);
    }
    return frames.slice();
  };
  window.lab = Object.freeze(lab);

  const tell = (sentence) => {
    root.dataset.failed = "";
    const show = () => {
      const line = document.getElementById("starting");
      if (line) line.textContent = sentence;
    };
    document.readyState === "loading" ? addEventListener("DOMContentLoaded", show) : show();
    failed(new Error(sentence));
  };

  if (location.protocol === "file:") {
    tell("Opened as a file, a page may not start a program.");
    return;
  }
  if (typeof WebAssembly !== "object") {
    tell("This browser has no WebAssembly.");
    return;
  }

  // Where the site is kept, all of the program is at hand: nobody has to wait for its rest later. The service worker may
  // have named another one in the page, built for speed and whole.
  const whole = Boolean(navigator.serviceWorker?.controller);
  const built = document.querySelector('link[href^="fast.js"]') ? "fast" : "app";

  // Everything at once: the program comes to the page and is compiled as it comes, while the worker's script loads; the
  // worker gets what the page compiled.
  const named = { module: ofBuild(`${built}.js`).href, wasm: ofBuild(`${built}_bg.wasm`).href };
  const compiled = async () => {
    try {
      return await WebAssembly.compileStreaming(fetch(named.wasm));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // Not streaming, or from a host that doesn't know what a WebAssembly file is.
      return WebAssembly.compile(await (await fetch(named.wasm)).arrayBuffer());
    }
  };
  const code = compiled();
  const loading = import(named.module);
  const hire = () => {
    const worker = new Worker(ofBuild("worker.js"), { type: "module", name: built });
    code.then((module) => worker.postMessage({ module, whole }), () => {});
    return worker;
  };
  // Whatever it says before the program listens is that it couldn't start; the next one says so again.
  let first = hire();
  first.onmessage = first.onerror = (event) => {
    event.preventDefault();
    first = undefined;
  };
  const start = async () => {
    program = await loading;
    await program.default({ module_or_path: await code });
    if (whole) await program.ahead?.().catch(() => {});
    await program.start_page(() => {
      const worker = first ?? hire();
      first = undefined;
      return worker;
    });
    running = true;
    answered();
    dress();
    keep();
    later();
  };
  // Styles of what opens over the page, and of panels: nobody can have opened it yet.
  const dress = () => {
    for (const name of ["dialog", "present", "learn", "forms", "heat", "metrics", "load", "chaos", "access", "caches"]) {
      const link = document.createElement("link");
      [link.rel, link.href] = ["stylesheet", ofBuild(`${name}.css`).href];
      document.head.append(link);
    }
  };
  // The site is kept for visits without a network once it runs: the first visit comes first. A frame is a guest.
  const keep = () => {
    if (!build || window !== top || !("serviceWorker" in navigator)) return;
    const { serviceWorker } = navigator;
    // Another build took over while this one's page is open: the page says so (`shell::use_updates`). On a first visit the
    // first one to take over is this page's own.
    let before = serviceWorker.controller;
    serviceWorker.addEventListener("controllerchange", () => {
      if (before) dispatchEvent(new Event("dynamarium-update"));
      before = serviceWorker.controller;
    });
    serviceWorker.register(new URL("sw.js", here), { updateViaCache: "none" }).catch(() => {});
  };
  // What the first minutes don't need comes after them, so that nobody waits for it (a build by Trunk is in one part). If
  // it doesn't come, the first call for it tries again.
  const later = () => setTimeout(() => program.ahead?.().catch(() => {}), 3000);
  for (const early of [code, loading]) early.catch(() => {}); // `start` hears of it.
  const go = () => start().catch((error) => tell(`The program could not start: ${error?.message ?? error}`));
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", go) : go();
})();
