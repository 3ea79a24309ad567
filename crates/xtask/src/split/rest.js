
// The rest of the program (cargo xtask dist): the functions that the first minutes don't need.
const restAddress = new URL("FILE", import.meta.url);
restAddress.search = new URL(import.meta.url).search;
let whole = false;
function join(module) {
    const needed = Array.from({ length: COUNT }, (_, at) => wasm.TABLE.get(FROM + at));
    try {
        new WebAssembly.Instance(module, { first: wasm, needed });
    } catch (error) {
        // The parts of two builds don't fit, and have no name in common.
        if (!(error instanceof WebAssembly.LinkError)) throw error;
        throw new Error("the site has a newer program than this page: reload the page");
    }
    wasm.HERE.value = 1;
    whole = true;
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
// Loads them before one is called.
export async function ahead() {
    if (whole) return;
    const answer = await fetch(restAddress, { priority: "low" });
    if (!answer.ok) return;
    const module = await WebAssembly.compile(await answer.arrayBuffer());
    if (!whole) join(module);
}
