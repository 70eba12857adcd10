// grpc-js against the echo service, for run_rpc.py: a line for each kind of call.
//   node rpc_client.js NODE_MODULES ECHO_PROTO TARGET
"use strict";
const path = require("path");
const [modules, proto, target] = process.argv.slice(2);
const grpc = require(path.join(modules, "@grpc/grpc-js"));
const loader = require(path.join(modules, "@grpc/proto-loader"));

const { Echo } = grpc.loadPackageDefinition(loader.loadSync(proto, { defaults: true })).echo;
const client = new Echo(target, grpc.credentials.createInsecure());

const unary = (name, request) =>
  new Promise((resolve, reject) =>
    client[name](request, (error, response) => (error ? reject(error) : resolve(response))));

const collect = (stream) =>
  new Promise((resolve, reject) => {
    const messages = [];
    stream.on("data", (message) => messages.push(message));
    stream.on("error", reject);
    stream.on("end", () => resolve(messages));
  });

const say = (name, is_right) => console.log(`${name} ${is_right ? "ok" : "WRONG"}`);

async function main() {
  const response = await unary("later", { text: "grüße", payload: Buffer.alloc(70000, 7) });
  say("unary", response.text === "grüße" && response.payload.equals(Buffer.alloc(70000, 7)));

  const texts = Array.from({ length: 100 }, (_, i) => String(i));
  const chat = client.chat();
  const answers = collect(chat);
  texts.forEach((text) => chat.write({ text }));
  chat.end();
  say("chat", (await answers).map((answer) => answer.text).join() === texts.join());

  const counted = await collect(client.count({ count: 100 }));
  say("count", counted.map((message) => message.number).join() === texts.join());

  const error = await unary("refuse", { text: "SIGNATURE_INVALID" }).catch((e) => e);
  const [details] = error.metadata.get("grpc-status-details-bin");
  say("refusal", error.code === grpc.status.UNAUTHENTICATED &&
    details.includes("SIGNATURE_INVALID"));
  client.close();
}

main();
