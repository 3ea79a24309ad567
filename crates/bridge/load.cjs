// What the simulated service costs in WebAssembly; `examples/bench_load.rs` measures the same natively.
const { Load, Plain } = require(process.argv[2]);
const ITEMS = 10000;
const time = (work) => {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
};
const median = (times) => times.sort((a, b) => a - b)[times.length >> 1];

console.log("virtual seconds per real second, with sampling of the trace on");
for (const partitions of [4, 64]) {
  for (const [rate, seconds] of [[1000, 20], [100000, 1]]) {
    const load = new Load(true, partitions, ITEMS, false);
    if (load.partitions() !== partitions) throw new Error(`${load.partitions()} partitions`);
    load.begin(false, rate, seconds, ITEMS);
    const took = time(() => load.pass(seconds * 1000));
    const [made, throttled] = load.made();
    const each = ((took * 1e6) / made).toFixed(2);
    console.log(`${String(rate).padStart(9)} puts/s, ${String(partitions).padStart(2)} partitions: ${(seconds / took).toFixed(1).padStart(9)}   (${made} calls, ${throttled} throttled, ${each} us a call)`);
    load.free();
  }
}

console.log("\nmicroseconds a call: in a workload, and the same call in instant mode (at most 3 times)");
for (const [name, gets] of [["put", false], ["get", true]]) {
  const instant = new Load(false, 4, ITEMS, false);
  instant.prepare(gets, 0, ITEMS);
  const simulated = new Load(true, 4, ITEMS, false);
  const own = [], plain = [];
  for (let n = 0; n < 7; n += 1) {
    plain.push(time(() => instant.calls(40000)) / 40000);
    const [before] = simulated.made();
    simulated.begin(gets, 10000, 4, ITEMS);
    const took = time(() => simulated.pass(4000));
    own.push(took / (simulated.made()[0] - before));
  }
  const [a, b] = [median(own), median(plain)];
  console.log(`${name}: ${(a * 1e6).toFixed(2)} and ${(b * 1e6).toFixed(2)}: ${(a / b).toFixed(2)} times`);
  instant.free();
  simulated.free();
}

console.log("\nmicroseconds a put by the size of the table: into a bare map, in instant mode, in a workload");
const PUTS = 20000;
for (const items of [1000, 10000, 100000, 1000000]) {
  const five = (step) => median(Array.from({ length: 5 }, step)) * 1e6;
  const map = new Plain(items);
  const bare = five(() => time(() => map.puts(PUTS)) / PUTS);
  map.free();
  const instant = new Load(false, 4, items, false);
  instant.prepare(false, 0, items);
  const plain = five(() => time(() => instant.calls(PUTS)) / PUTS);
  instant.free();
  const simulated = new Load(true, 4, items, false);
  const own = five(() => {
    const [before] = simulated.made();
    simulated.begin(false, 10000, 2, items);
    const took = time(() => simulated.pass(2000));
    return took / (simulated.made()[0] - before);
  });
  simulated.free();
  console.log(`${String(items).padStart(9)} items: ${[bare, plain, own].map((each) => each.toFixed(2)).join(", ")}`);
}

const idle = new Load(true, 4, 100000, true);
let left = 0;
const took = time(() => { left = idle.idle(48); });
console.log(`\n48 idle hours with 100,000 items and time to live: ${took.toFixed(3)} s; ${100000 - left} items expired`);
