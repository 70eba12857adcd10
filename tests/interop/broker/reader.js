// grpc-js reads from a broker, for run_broker.py: prints what it got as JSON, a line each.
//   node reader.js NODE_MODULES PROTO_FOLDER TARGET TOKEN CONTRACT
"use strict";
const path = require("path");
const [modules, proto, target, token, contract] = process.argv.slice(2);
const grpc = require(path.join(modules, "@grpc/grpc-js"));
const loader = require(path.join(modules, "@grpc/proto-loader"));

const files = ["log_service", "contract_service", "report_service"];
const loaded = loader.loadSync(
  files.map((file) => path.join(proto, `slabroker/v1/${file}.proto`)),
  { includeDirs: [proto], enums: String, longs: String, defaults: true });
const { v1 } = grpc.loadPackageDefinition(loaded).slabroker;

const metadata = new grpc.Metadata();
metadata.set("authorization", `Bearer ${token}`);

const call = (service, method, request) =>
  new Promise((resolve, reject) => {
    const client = new v1[service](target, grpc.credentials.createInsecure());
    client[method](request, metadata, (error, response) => {
      client.close();
      if (error) reject(error);
      else resolve(response);
    });
  });

async function main() {
  console.log(JSON.stringify(await call("LogService", "GetCheckpoint", {})));
  console.log(JSON.stringify(await call("ContractService", "GetContract", { contract })));
  console.log(JSON.stringify(await call("VerdictService", "ListVerdicts", { contract })));
}

main();
