// The AWS SDK for JavaScript (v3) against the engine in a page: give a client the settings that `playground()`
// returns, and every request goes to the worker instead of the network.
//
//   import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
//   import { playground } from "./sdk/handler.js";
//   const client = new DynamoDBClient(playground());

/** A request handler: `new DynamoDBClient({ requestHandler: new LabHandler() })`. */
export class LabHandler {
  #lab;
  #pace;
  #last;

  /**
   * `lab`: the `window.lab` to talk to, this page's unless said otherwise.
   * `pace`: whether virtual time passes between two requests as real time does; waiters need it.
   */
  constructor({ lab = globalThis.lab, pace = true } = {}) {
    if (!lab) throw new Error("there is no window.lab here: is this page the playground, or a frame of it?");
    this.#lab = lab;
    this.#pace = pace;
    this.metadata = { handlerProtocol: "http/1.1" };
  }

  /** Called by the SDK with its HttpRequest. */
  async handle(request, { abortSignal } = {}) {
    const aborted = () => Object.assign(new Error("Request aborted"), { name: "AbortError" });
    if (abortSignal?.aborted) throw aborted();
    await this.#letTimePass();
    const headers = { host: request.hostname, ...request.headers };
    const asked = { method: request.method, target: target(request), headers, body: request.body ?? "" };
    const answered = this.#lab.http(asked);
    const answer = await (abortSignal
      ? Promise.race([answered, new Promise((_, no) => abortSignal.addEventListener?.("abort", () => no(aborted())))])
      : answered);
    // What another window's `lab` answers is made of that window's classes; the SDK looks for this one's.
    const response = { statusCode: answer.status, headers: { ...answer.headers }, body: new Uint8Array(answer.body) };
    return { response };
  }

  async #letTimePass() {
    if (!this.#pace) return;
    const now = performance.now();
    const passed = now - (this.#last ?? now);
    this.#last = now;
    if (passed > 0) await this.#lab.advance(passed);
  }

  /** The SDK closes its connections: there are none. */
  destroy() {}

  /** Settings of connections mean nothing here. */
  updateHttpClientConfig() {}

  /** The SDK asks what was set. */
  httpHandlerConfigs() {
    return {};
  }
}

const target = ({ path = "/", query = {} }) => {
  const pairs = Object.entries(query).flatMap(([name, values]) =>
    [values].flat().map((value) => encodeURIComponent(name) + (value === null ? "" : `=${encodeURIComponent(value)}`)),
  );
  return pairs.length ? `${path}?${pairs.join("&")}` : path;
};

/** Settings for a client: the handler, a Region, and credentials that any endpoint of ours accepts. */
export const playground = ({ region = "eu-central-1", ...options } = {}) => ({
  region,
  credentials: { accessKeyId: "playground", secretAccessKey: "playground" },
  requestHandler: new LabHandler(options),
});
