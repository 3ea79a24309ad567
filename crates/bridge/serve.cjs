// Node's HTTP server in front of the engine as WebAssembly: `node serve.cjs <module> <port> [--wording=classic]`.
// The protocol is the engine's (crates/wire); here are only the socket and the clock.
"use strict";
const http = require("node:http");
const path = require("node:path");

const [module_, port, wording] = process.argv.slice(2);
const { Bridge } = require(path.resolve(module_));
const MOST = 16 * 1024 * 1024;

const seed = 1;
const epoch = Date.now();
const start = process.hrtime.bigint();
const now = () => Number(process.hrtime.bigint() - start) / 1e6;
const world = () => new Bridge(seed, epoch, wording === "--wording=classic");
let bridge = world();

const answer = (request, body) => {
  // Headers as they came, with repetitions, which `request.headers` joins.
  return bridge.answer(now(), request.method, request.url, request.rawHeaders, body);
};

const send = (request, response, answer) => {
  const body = Buffer.from(answer.body);
  const headers = answer.headers;
  // The service sends the answer to what is too large in chunks, of which there are none.
  if (answer.status === 413) headers.push("transfer-encoding", "chunked", "connection", "close");
  else headers.push("content-length", String(body.length));
  response.writeHead(answer.status, headers);
  response.end(request.method === "HEAD" ? undefined : body);
  answer.free();
};

const hear = (request, response) => {
  const chunks = [];
  let length = 0;
  request.on("data", (chunk) => {
    length += chunk.length;
    // One byte too many is enough to be refused; the rest is heard and forgotten.
    if (length - chunk.length <= MOST) chunks.push(chunk);
  });
  request.on("end", () => {
    try {
      send(request, response, answer(request, Buffer.concat(chunks)));
    } catch (error) {
      // A trap leaves the engine half-way through something: begin with an empty world rather than a broken one.
      console.error("bridge: the engine met a fault of its own; an empty world takes its place:", error);
      bridge = world();
      response.writeHead(500, { "content-type": "application/x-amz-json-1.0" });
      response.end('{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}');
    }
  });
};

// Listens, and tells the port or that it can't.
const listen = (host, port, listening, refused) => {
  const server = http.createServer({ maxHeaderSize: 1024 * 1024, requestTimeout: 120_000 }, hear);
  // As long as the server has patience; the SDKs keep connections and are surprised by their end.
  server.keepAliveTimeout = 60_000;
  server.on("clientError", (error, socket) => {
    if (socket.writable) socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  });
  server.on("error", refused);
  server.listen(port, host, () => listening(server.address().port));
};

const tell = (port) =>
  console.log(`DynamoDB (instant, in memory, WebAssembly in Node) at http://127.0.0.1:${port}  (Ctrl+C stops)`);
const stop = (error) => {
  throw error;
};
// `localhost` may mean either address of this machine's own, which need not have the second.
listen("127.0.0.1", Number(port), (port) => listen("::1", port, () => tell(port), () => tell(port)), stop);
