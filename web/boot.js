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
  const lab = { ready };
  for (const name of ["run", "call", "http", "advance", "idle", "clock", "look", "trace", "stateHash", "saved", "reset"]) {
    lab[name] = async (...given) => {
      if (!running) await ready;
      return program[`lab_${name}`](...given);
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

  // A build that puts hashes into names says so in its preload links; else the names are plain.
  const named = (rel, plain) => {
    const link = document.querySelector(`link[rel="${rel}"][href*="app"]`);
    return link ? link.href : ofBuild(plain).href;
  };
  const start = async () => {
    const module = named("modulepreload", "app.js");
    const wasm = named("preload", "app_bg.wasm");
    const worker = ofBuild("worker.js");
    worker.searchParams.set("module", module);
    worker.searchParams.set("wasm", wasm);
    program = await import(module);
    await program.default({ module_or_path: wasm });
    // Where the site is kept, all of the program is at hand: nobody has to wait for its rest later.
    if (navigator.serviceWorker?.controller) {
      worker.searchParams.set("whole", "");
      await program.ahead?.().catch(() => {});
    }
    await program.start_page(worker.href);
    running = true;
    answered();
    dress();
    keep();
    later();
  };
  // Styles of what opens over the page: nobody can have opened it yet.
  const dress = () => {
    for (const name of ["dialog.css", "present.css"]) {
      const link = document.createElement("link");
      [link.rel, link.href] = ["stylesheet", ofBuild(name).href];
      document.head.append(link);
    }
  };
  // The site is kept for visits without a network once it runs: the first visit comes first. A frame is a guest.
  const keep = () => {
    if (!build || window !== top || !("serviceWorker" in navigator)) return;
    navigator.serviceWorker.register(new URL("sw.js", here), { updateViaCache: "none" }).catch(() => {});
  };
  // What the first minutes don't need comes after them, so that nobody waits for it (a build by Trunk is in one part). If
  // it doesn't come, the first call for it tries again.
  const later = () => setTimeout(() => program.ahead?.().catch(() => {}), 3000);
  const go = () => start().catch((error) => tell(`The program could not start: ${error?.message ?? error}`));
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", go) : go();
})();
