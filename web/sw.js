// Keeps the site for visits without a network, and never mixes two builds of it.
//
// `cargo xtask seal` writes the two lines below when a site is built: the build's name, and every file of the site
// with the hash of its content. A build is kept whole or not at all: each file must have its hash. In a build's page,
// styles and scripts are asked for by the build's name (`app.js?b=…`), and what is kept under a name never changes.
// The page itself is asked of the network first, so that a reload shows a new build; its scripts then carry the new
// name, which nothing old answers to.
"use strict";
const BUILD = "";
const FILES = {};

/** Milliseconds that the network has for the page when one is kept. */
const PATIENCE = 1500;

const scope = self.registration.scope;
const shelf = (build) => `dynamarium ${new URL(scope).pathname} ${build}`;
const place = (name, build) => new URL(`${name}?b=${build}`, scope).href;
// Hosts may redirect `index.html` to its folder, and a redirected answer can't be a page later.
const address = (name) => (name.endsWith("index.html") ? name.slice(0, -"index.html".length) || "./" : `${name}?b=${BUILD}`);

const keep = async () => {
  const cache = await caches.open(shelf(BUILD));
  const fetched = Object.entries(FILES).map(async ([name, integrity]) => {
    const page = name.endsWith("index.html");
    const answer = await fetch(new URL(address(name), scope), { integrity, cache: page ? "no-cache" : "default" });
    if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
    await cache.put(place(name, BUILD), answer);
  });
  try {
    await Promise.all(fetched);
  } catch (error) {
    await Promise.allSettled(fetched);
    await caches.delete(shelf(BUILD));
    throw error;
  }
};

// Pages of the build before may be open still, and start their worker again from its files.
const tidy = async () => {
  const ours = (await caches.keys()).filter((name) => name.startsWith(shelf("")) && name !== shelf(BUILD));
  await Promise.all(ours.slice(0, -1).map((name) => caches.delete(name)));
};

const kept = async (name, build) => {
  if (!(await caches.has(shelf(build)))) return undefined;
  return (await caches.open(shelf(build))).match(place(name, build));
};

// A first visit loads the small program, whose rest comes later. Once all is kept, the page of this build names the same
// program built for speed, if the site has it: page and worker load what the page names.
const quick = async (answer) => {
  if (!("fast.js" in FILES) || !answer.ok) return answer;
  const text = await answer.text();
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  const named = text.replaceAll(`"app.js?b=${BUILD}"`, `"fast.js?b=${BUILD}"`).replaceAll(`"app_bg.wasm?b=${BUILD}"`, `"fast_bg.wasm?b=${BUILD}"`);
  return new Response(named, { status: answer.status, statusText: answer.statusText, headers });
};

const page = async (name, request) => {
  const ours = await kept(name, BUILD);
  const fresh = fetch(request);
  if (!ours) return fresh;
  const told = fresh.then((answer) => (answer.ok || answer.type === "opaqueredirect" ? answer : ours), () => ours);
  return quick(await Promise.race([told, new Promise((done) => setTimeout(done, PATIENCE, ours))]));
};

const file = async (name, build, request) => {
  if (build) return (await kept(name, build)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const ours = await kept(name, BUILD);
    if (ours) return ours;
    throw error;
  }
};

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(tidy().then(() => self.clients.claim())));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || !url.href.startsWith(scope)) return;
  const path = url.pathname.slice(new URL(scope).pathname.length);
  const name = path === "" || path.endsWith("/") ? `${path}index.html` : path;
  if (!(name in FILES)) return;
  event.respondWith(request.mode === "navigate" ? page(name, request) : file(name, url.searchParams.get("b"), request));
});
