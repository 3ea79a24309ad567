
// The rest of the program (cargo xtask dist): the functions that the first minutes don't need.
const restAddress = new URL("FILE", import.meta.url);
restAddress.search = new URL(import.meta.url).search;
let whole = false;
// Functions of the first part that the rest calls, as they are taken out of its table.
const needed = Array.from({ length: COUNT });
function take(from, to) {
    for (let at = from; at < to; at++) needed[at] ??= wasm.TABLE.get(FROM + at);
}
function join(module) {
    take(0, COUNT);
    try {
        new WebAssembly.Instance(module, { first: wasm, needed });
    } catch (error) {
        // The parts of two builds don't fit, and have no name in common.
        if (!(error instanceof WebAssembly.LinkError)) throw error;
        throw new Error("the site has a newer program than this page: reload the page");
    }
    wasm.HERE.value = 1;
    whole = true;
    needed.length = 0;
}
// One of them is called and not there: everything waits. This way of asking for bytes works in a page and in a worker.
function rest() {
    const request = new XMLHttpRequest();
    request.open("GET", restAddress, false);
    request.overrideMimeType("text/plain; charset=x-user-defined");
    try {
        request.send();
    } catch {
        // Its status is 0.
    }
    if (request.status !== 200) throw new Error(`a part of the program could not be loaded (${request.status})`);
    const text = request.responseText;
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < bytes.length; at++) bytes[at] = text.charCodeAt(at);
    join(new WebAssembly.Module(bytes));
}
// Loads them before one is called, in tasks that nobody notices.
export async function ahead() {
    if (whole) return;
    const answer = await fetch(restAddress, { priority: "low" });
    if (!answer.ok) return;
    const asWasm = answer.headers.get("content-type") === "application/wasm";
    const module = await (asWasm
        ? WebAssembly.compileStreaming(answer)
        : answer.arrayBuffer().then((bytes) => WebAssembly.compile(bytes)));
    for (let at = 0; at < COUNT && !whole; at += 800) {
        take(at, Math.min(at + 800, COUNT));
        await new Promise((turn) => setTimeout(turn));
    }
    if (!whole) join(module);
}
