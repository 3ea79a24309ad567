// Starts the engine's side of the program in a worker. A real file: the content security policy allows no blob.
// Kept for visits without a network it has the address under which it was kept: the build's name is in both.
const build = new URL(self.location.href).searchParams.get("b");
// Which program it is, the page knows.
const script = `${self.name}.js`;
const named = new URL(build ? `${script}?b=${build}` : script, self.location.href);

// The page hands over what it compiled; other messages that arrive before the program is there wait for it.
const early = [];
const handed = new Promise((got) => {
  self.onmessage = (event) => (event.data?.module ? got(event.data) : early.push(event));
});

let program;
let dead = false;

// A panic leaves the engine half-way through something. What was answered already lies in the saver's queue,
// outside the engine: store it, then tell the page, which starts another worker.
const die = async (reason) => {
  if (dead) return;
  dead = true;
  try {
    await Promise.race([program?.flush(), new Promise((resolve) => setTimeout(resolve, 2000))]);
  } catch {
    // The saver is broken as well; the page starts again from what is stored.
  }
  self.postMessage({ dead: String(reason?.message ?? reason), at: program?.culprit() });
};
self.addEventListener("error", (event) => die(event.error ?? event.message));
self.addEventListener("unhandledrejection", (event) => die(event.reason));

program = await import(named);
const { module, whole } = await handed;
await program.default({ module_or_path: module });
if (whole) await program.ahead?.().catch(() => {});
program.start_worker();
for (const event of early) self.onmessage(event);

// As in `boot.js`: both sides of the program have a rest.
setTimeout(() => program.ahead?.().catch(() => {}), 3000);
