// Shows the example, runs it against the playground in the frame below, and prints what it prints.
const byId = (id) => document.getElementById(id);
const print = (text) => byId("printed").append(`${text}\n`);
const button = byId("run");

const missing = `The SDK itself is not part of this build. With Node.js on the machine, \`cargo xtask dist --sdk\` adds it
(npm's @aws-sdk/client-dynamodb, bundled into aws-sdk.js); or put a bundle of your own beside this page.`;

byId("program").textContent = await (await fetch("example.js")).text();
const hasSdk = (await fetch("aws-sdk.js", { method: "HEAD" })).ok;
if (!hasSdk) print(missing);
button.disabled = !hasSdk;

button.addEventListener("click", async () => {
  button.disabled = true;
  byId("printed").textContent = "";
  try {
    const { lab } = byId("playground").contentWindow;
    await lab.ready;
    const { run } = await import("./example.js");
    await run(print, lab);
  } catch (error) {
    print(`${error.name}: ${error.message}`);
  }
  button.disabled = false;
});
