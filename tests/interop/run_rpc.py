#!/usr/bin/python3
"""broker/rpc against Debian's python3-grpcio, buf curl and grpc-js.

usage: run_rpc.py [FLAVOUR]

A server with the echo service of tests/unit/rpc (interop/rpc_server.c) is called over a
unix socket, loopback, TLS and mutual TLS: calls of every kind, what core and what we
refuse, the details of a refusal, health, reflection, and a server that stops.  FLAVOUR is
that of the build: gcc, or asan or tsan, whose complaints then count.
Last line: N passed, N failed, N skipped.
"""

import concurrent.futures
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import traceback

import grpc
from google.protobuf import descriptor_pb2

ROOT = pathlib.Path(__file__).resolve().parents[2]
FLAVOUR = sys.argv[1] if len(sys.argv) > 1 else "gcc"
DRIVER = ROOT / f"build/{FLAVOUR}/interop/rpc_server"
ENVIRONMENT = {**os.environ,
               "TSAN_OPTIONS": f"suppressions={ROOT}/tests/support/tsan.supp"}
STUBS = ROOT / "build/interop/rpc"
PROTO = ROOT / "tests/unit/rpc/echo.proto"
NODE = ROOT / "build/node"
TIMEOUT_S = 60  # of what should take no time: a hang is a failure, not a wait

Code = grpc.StatusCode


def build():
    subprocess.run(["make", "-s", "--no-print-directory", str(DRIVER.relative_to(ROOT)),
                    "build/node/installed"], cwd=ROOT, check=True)
    STUBS.mkdir(parents=True, exist_ok=True)
    own = [str(path.relative_to(ROOT / "proto"))
           for path in sorted((ROOT / "proto/google/rpc").glob("*.proto"))]
    common = "/usr/share/grpc-proto"
    subprocess.run(["protoc", f"-I{PROTO.parent}", f"--python_out={STUBS}", PROTO], check=True)
    subprocess.run(["protoc", f"-I{common}", f"--python_out={STUBS}",
                    "grpc/health/v1/health.proto", "grpc/reflection/v1/reflection.proto"],
                   check=True)
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={STUBS}", *own],
                   check=True)
    sys.path.insert(0, str(STUBS))
    # Beside the installed packages of these names, which hold other things.
    for package in ("google", "grpc"):
        __import__(package)
        sys.modules[package].__path__.append(str(STUBS / package))


class Server:
    """A process of the driver."""

    def __init__(self, address="127.0.0.1:0", *files, grace_ms=TIMEOUT_S * 1000):
        self.process = subprocess.Popen(
            [DRIVER, str(grace_ms), address, *map(str, files)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env=ENVIRONMENT)
        self.said = self.process.stdout.readline().strip()
        if self.said.startswith("listening "):
            self.port = int(self.said.split()[1])
            self.target = (address if address.startswith("unix:")
                           else f"127.0.0.1:{self.port}")

    def order(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def begin_to_stop(self):
        self.process.stdin.close()

    def ended(self):
        """What it says at the end, and its exit status."""
        said = self.process.stdout.read().strip()
        return said, self.process.wait(TIMEOUT_S)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.wait(TIMEOUT_S)
        self.process.stdout.close()


class Echo:
    """The service's methods, by name, over one channel."""

    def __init__(self, channel):
        import echo_pb2
        self.messages = echo_pb2
        self.channel = channel

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()

    def unary(self, name):
        return self.channel.unary_unary(f"/echo.Echo/{name}",
                                        self.messages.Request.SerializeToString,
                                        self.messages.Response.FromString)

    def raw(self, name):
        return self.channel.unary_unary(f"/echo.Echo/{name}")

    def chat(self, requests, **options):
        return self.channel.stream_stream("/echo.Echo/Chat",
                                          self.messages.Request.SerializeToString,
                                          self.messages.Response.FromString)(
                                              requests, timeout=TIMEOUT_S, **options)

    def count(self, count, **options):
        return self.channel.unary_stream("/echo.Echo/Count",
                                         self.messages.Request.SerializeToString,
                                         self.messages.Response.FromString)(
                                             self.messages.Request(count=count),
                                             timeout=TIMEOUT_S, **options)


def plain(server):
    return Echo(grpc.insecure_channel(server.target, options=[
        ("grpc.use_local_subchannel_pool", 1)]))


def expect(actual, wanted):
    if actual != wanted:
        raise AssertionError(f"{actual!r} where {wanted!r} is expected")


def refusal(call):
    """The error that call() ends with."""
    try:
        call()
    except grpc.RpcError as error:
        return error
    raise AssertionError("answered, where a refusal is expected")


def details(error):
    """(reason, {short name of a detail: message}) of grpc-status-details-bin."""
    from google.rpc import error_details_pb2, status_pb2
    packed = dict(error.trailing_metadata())["grpc-status-details-bin"]
    status = status_pb2.Status.FromString(packed)
    expect(status.code, error.code().value[0])
    expect(status.message, error.details())
    found = {}
    for any_message in status.details:
        name = any_message.type_url.removeprefix("type.googleapis.com/google.rpc.")
        found[name] = getattr(error_details_pb2, name).FromString(any_message.value)
    expect(found["ErrorInfo"].domain, "slabroker")
    return found["ErrorInfo"].reason, found


# ---- cases: a function each, given a running server ----

def unary_on_every_thread(server):
    with plain(server) as echo:
        for name in ("Unary", "Work", "Later", "Back"):
            request = echo.messages.Request(text="grüße", payload=b"\0\xff" * 1000)
            response = echo.unary(name)(request, timeout=TIMEOUT_S)
            expect((response.text, response.payload), (request.text, request.payload))


def metadata_and_deadline_arrive(server):
    with plain(server) as echo:
        response = echo.unary("Unary")(echo.messages.Request(), timeout=TIMEOUT_S,
                                       metadata=[("x-echo", "value")])
        expect(response.metadata, "value")
        # A core that sends 60.001 s, as rounding up makes of 60, writes 601 tenths.
        left_ms = response.remaining_ms
        expect((0 < left_ms <= TIMEOUT_S * 1000 + 100) or left_ms, True)
        expect(echo.unary("Unary")(echo.messages.Request()).remaining_ms, 2**63 - 1)


def a_stream_counts(server):
    with plain(server) as echo:
        expect([message.number for message in echo.count(5000)], list(range(5000)))
        expect(list(echo.count(0)), [])


def a_conversation_keeps_its_order(server):
    with plain(server) as echo:
        texts = [str(number) for number in range(500)]
        answers = echo.chat(echo.messages.Request(text=text) for text in texts)
        expect([answer.text for answer in answers], texts)
        expect(list(echo.chat(iter(()))), [])


def a_conversation_is_refused_in_its_place(server):
    with plain(server) as echo:
        answers = echo.chat(echo.messages.Request(text=text)
                            for text in ("one", "two", "refuse", "three"))
        expect([next(answers).text, next(answers).text], ["one", "two"])
        error = refusal(lambda: next(answers))
        expect((error.code(), details(error)[0]),
               (Code.UNAUTHENTICATED, "SIGNATURE_INVALID"))


def two_hundred_at_once(server):
    with plain(server) as echo:
        calls = [(str(number), echo.unary(name).future(
            echo.messages.Request(text=str(number)), timeout=TIMEOUT_S))
            for number, name in enumerate(["Unary", "Work", "Later", "Back"] * 50)]
        for text, call in calls:
            expect(call.result().text, text)


def connections_side_by_side(server):
    def talk(number):
        with plain(server) as echo:
            texts = [f"{number} {i}" for i in range(50)]
            answers = echo.chat(echo.messages.Request(text=text) for text in texts)
            return [answer.text for answer in answers] == texts
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        expect(all(pool.map(talk, range(16))), True)


def a_deadline_passes(server):
    with plain(server) as echo:
        error = refusal(lambda: echo.unary("Hold")(echo.messages.Request(), timeout=0.2))
        expect(error.code(), Code.DEADLINE_EXCEEDED)


def a_call_is_given_up(server):
    with plain(server) as echo:
        call = echo.unary("Hold").future(echo.messages.Request(), timeout=TIMEOUT_S)
        call.cancel()
        answers = echo.count(10**9)
        next(answers)
        answers.cancel()
        expect(refusal(lambda: list(answers)).code(), Code.CANCELLED)
        expect(echo.unary("Work")(echo.messages.Request(text="on"),
                                  timeout=TIMEOUT_S).text, "on")


def an_unknown_method_is_named(server):
    with plain(server) as echo:
        error = refusal(lambda: echo.raw("Nope")(b"", timeout=TIMEOUT_S))
        expect((error.code(), details(error)[0]), (Code.UNIMPLEMENTED, "METHOD_UNKNOWN"))
        expect("/echo.Echo/Nope" in error.details(), True)


MALFORMED = {
    "cut off": (b"\x0a\xff\xff", "longer than what holds it"),
    "another type": (b"\x08\x01", "another type's way"),
    "group": (b"\x3b\x3c", "groups"),
    "bad UTF-8": (b"\x0a\x02\xc3\x28", "well-formed UTF-8"),
    "NUL": (b"\x0a\x03a\0b", "without NUL"),
    "bad UTF-8 deeper": (b"\x22\x04\x0a\x02\xc3\x28", "well-formed UTF-8"),
    "number cut off": (b"\x2a\x01\x80", "not a message"),
}


def malformed_messages_are_refused(server):
    with plain(server) as echo:
        for name, (wire, words) in MALFORMED.items():
            for method in ("Unary", "Work"):
                error = refusal(lambda: echo.raw(method)(wire, timeout=TIMEOUT_S))
                expect((name, error.code(), details(error)[0]),
                       (name, Code.INVALID_ARGUMENT, "REQUEST_MALFORMED"))
                expect((name, words in error.details()), (name, True))


def unknown_fields_are_read_over(server):
    with plain(server) as echo:
        wire = b"\x0a\x02hi" + b"\x98\x06\x01" + b"\xa2\x06\x03abc"
        response = echo.messages.Response.FromString(
            echo.raw("Unary")(wire, timeout=TIMEOUT_S))
        expect(response.text, "hi")
        deep = b""
        for _ in range(1000):
            deep = b"\xa2\x06" + varint(len(deep)) + deep
        echo.raw("Unary")(deep, timeout=TIMEOUT_S)


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def costly_messages_are_refused(server):
    with plain(server) as echo:
        for wire in (b"\x22\x00" * 500_000, b"\x98\x06\x01" * 350_000):
            error = refusal(lambda: echo.raw("Work")(wire, timeout=TIMEOUT_S))
            expect((error.code(), details(error)[0]),
                   (Code.RESOURCE_EXHAUSTED, "LIMIT_EXCEEDED"))


def large_messages(server):
    limit = (1024 + 64) * 1024
    with plain(server) as echo:
        payload = bytes(limit - 4)
        response = echo.unary("Work")(echo.messages.Request(payload=payload),
                                      timeout=TIMEOUT_S)
        expect(response.payload, payload)
        for call in (lambda: echo.unary("Work")(
                         echo.messages.Request(payload=bytes(limit)), timeout=TIMEOUT_S),
                     lambda: list(echo.chat(iter(
                         [echo.messages.Request(payload=bytes(limit))])))):
            expect(refusal(call).code(), Code.RESOURCE_EXHAUSTED)


def compression_is_refused(server):
    with plain(server) as echo:
        request = echo.messages.Request(payload=bytes(100_000))
        for compression in (grpc.Compression.Gzip, grpc.Compression.Deflate):
            error = refusal(lambda: echo.unary("Work")(request, timeout=TIMEOUT_S,
                                                       compression=compression))
            expect(error.code(), Code.UNIMPLEMENTED)
            error = refusal(lambda: list(echo.chat(iter([request]),
                                                   compression=compression)))
            expect(error.code(), Code.UNIMPLEMENTED)


def metadata_has_a_limit(server):
    with plain(server) as echo:
        error = refusal(lambda: echo.unary("Unary")(
            echo.messages.Request(), timeout=TIMEOUT_S,
            metadata=[("x-echo", "x" * 9000)]))
        expect(error.code(), Code.RESOURCE_EXHAUSTED)


def a_refusal_says_everything(server):
    with plain(server) as echo:
        error = refusal(lambda: echo.unary("Refuse")(
            echo.messages.Request(text="REPORT_MALFORMED", count=3), timeout=TIMEOUT_S))
        reason, found = details(error)
        expect((error.code(), reason), (Code.INVALID_ARGUMENT, "REPORT_MALFORMED"))
        expect(error.details(), "numbers[0]: 0 is not a number that may stand here €; "
                                "write another (and 2 more)")
        violations = found["BadRequest"].field_violations
        expect([violation.field for violation in violations],
               ["numbers[0]", "numbers[1]", "numbers[2]"])
        expect(violations[2].description,
               "2 is not a number that may stand here €; write another")

        error = refusal(lambda: echo.unary("Refuse")(
            echo.messages.Request(text="REPORT_SEQUENCE", count=1), timeout=TIMEOUT_S))
        violation = details(error)[1]["PreconditionFailure"].violations[0]
        expect((error.code(), violation.type, violation.subject),
               (Code.FAILED_PRECONDITION, "REPORT_SEQUENCE", "numbers[0]"))

        error = refusal(lambda: echo.unary("Refuse")(
            echo.messages.Request(text="BUSY"), timeout=TIMEOUT_S))
        delay = details(error)[1]["RetryInfo"].retry_delay
        expect((delay.seconds, delay.nanos > 0), (0, True))


def a_refusal_with_too_much_to_say_still_arrives(server):
    with plain(server) as echo:
        error = refusal(lambda: echo.unary("Refuse")(
            echo.messages.Request(text="REPORT_MALFORMED", count=1000), timeout=TIMEOUT_S))
        _, found = details(error)
        shown = len(found["BadRequest"].field_violations)
        expect(int(found["ErrorInfo"].metadata["left_out"]), 1000 - shown)


def health_is_checked(server):
    from grpc.health.v1 import health_pb2
    with plain(server) as echo:
        check = echo.channel.unary_unary("/grpc.health.v1.Health/Check",
                                         health_pb2.HealthCheckRequest.SerializeToString,
                                         health_pb2.HealthCheckResponse.FromString)
        watch = echo.channel.unary_stream("/grpc.health.v1.Health/Watch",
                                          health_pb2.HealthCheckRequest.SerializeToString,
                                          health_pb2.HealthCheckResponse.FromString)

        def now(service):
            request = health_pb2.HealthCheckRequest(service=service)
            return check(request, timeout=TIMEOUT_S).status
        watching = {service: watch(health_pb2.HealthCheckRequest(service=service),
                                   timeout=TIMEOUT_S)
                    for service in ("", "echo.Echo", "no.Such")}
        NOT_SERVING, SERVING, UNKNOWN = (
            health_pb2.HealthCheckResponse.NOT_SERVING,
            health_pb2.HealthCheckResponse.SERVING,
            health_pb2.HealthCheckResponse.SERVICE_UNKNOWN)
        expect([next(stream).status for stream in watching.values()],
               [NOT_SERVING, NOT_SERVING, UNKNOWN])
        expect(now(""), NOT_SERVING)
        server.order("up")
        expect(next(watching[""]).status, SERVING)
        expect(next(watching["echo.Echo"]).status, SERVING)
        expect((now(""), now("echo.Echo"), now("grpc.health.v1.Health")), (SERVING,) * 3)
        expect(refusal(lambda: now("no.Such")).code(), Code.NOT_FOUND)
        server.order("down")
        expect(next(watching[""]).status, NOT_SERVING)
        for stream in watching.values():
            stream.cancel()


def reflection_lists_and_shows(server):
    from grpc.reflection.v1 import reflection_pb2 as messages
    for version in ("v1", "v1alpha"):
        with plain(server) as echo:
            ask = echo.channel.stream_stream(
                f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
                messages.ServerReflectionRequest.SerializeToString,
                messages.ServerReflectionResponse.FromString)
            requests = [messages.ServerReflectionRequest(**fields) for fields in (
                {"list_services": "*"}, {"file_containing_symbol": "grpc.health.v1.Health"},
                {"file_by_filename": "slabroker/v1/contract.proto"},
                {"file_containing_symbol": "slabroker.v1.Report.nope"},
                {"all_extension_numbers_of_type": "slabroker.v1.Report"}, {})]
            answers = list(ask(iter(requests), timeout=TIMEOUT_S))
            expect([answer.original_request for answer in answers], requests)
            expect(sorted(service.name for service in
                          answers[0].list_services_response.service),
                   ["echo.Echo", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
                    "grpc.reflection.v1alpha.ServerReflection"])
            files = [descriptor_pb2.FileDescriptorProto.FromString(packed).name for packed in
                     answers[1].file_descriptor_response.file_descriptor_proto]
            expect(files, ["grpc/health/v1/health.proto"])
            files = [descriptor_pb2.FileDescriptorProto.FromString(packed).name for packed in
                     answers[2].file_descriptor_response.file_descriptor_proto]
            expect(files[0], "slabroker/v1/contract.proto")
            expect(len(files) > 1 and len(set(files)) == len(files), True)
            expect(answers[3].error_response.error_code, 5)
            expect(answers[4].all_extension_numbers_response.base_type_name,
                   "slabroker.v1.Report")
            expect(answers[5].error_response.error_code, 3)


# ---- other clients ----

def buf_curl_calls_by_reflection(server):
    buf, = NODE.glob("node_modules/@bufbuild/buf-linux-*/bin/buf")
    server.order("up")
    for arguments in ([], ["--reflect-protocol", "grpc-v1alpha"]):
        done = subprocess.run(
            [buf, "curl", "--http2-prior-knowledge", "--protocol", "grpc", *arguments,
             "--data", '{"service": "echo.Echo"}',
             f"http://{server.target}/grpc.health.v1.Health/Check"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_S)
        expect(json.loads(done.stdout) if done.returncode == 0 else done.stdout,
               {"status": "SERVING"})
    done = subprocess.run(
        [buf, "curl", "--http2-prior-knowledge", "--protocol", "grpc", "--list-services",
         f"http://{server.target}"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_S)
    expect("grpc.health.v1.Health" in done.stdout, True)


def grpc_js_calls(server):
    done = subprocess.run(
        ["node", ROOT / "tests/interop/rpc_client.js", NODE / "node_modules", PROTO,
         server.target],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_S)
    expect(done.stdout, "unary ok\nchat ok\ncount ok\nrefusal ok\n")


# ---- servers of their own ----

def a_unix_socket_serves():
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "socket"
        with Server(f"unix:{path}") as server, plain(server) as echo:
            expect(path.stat().st_mode & 0o777, 0o660)
            response = echo.unary("Unary")(echo.messages.Request(text="hi"),
                                           timeout=TIMEOUT_S)
            expect((response.text, response.peer.split(":")[0]), ("hi", "unix"))


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def certificates(folder, name):
    """An authority NAME-ca, and a server and a client that it certifies."""
    request = ["req", "-newkey", "ed25519" if name == "other" else "ec",
               *([] if name == "other" else ["-pkeyopt", "ec_paramgen_curve:P-256"]),
               "-nodes", "-days", "2"]
    openssl(folder, *request, "-x509", "-subj", f"/CN={name}", "-keyout", f"{name}-ca.key",
            "-out", f"{name}-ca.pem")
    for role in ("server", "client"):
        openssl(folder, *request, "-x509", "-CA", f"{name}-ca.pem", "-CAkey",
                f"{name}-ca.key", "-subj", f"/CN={role}", "-addext",
                "subjectAltName=DNS:localhost", "-addext", "basicConstraints=CA:FALSE",
                "-keyout", f"{name}-{role}.key", "-out", f"{name}-{role}.pem")


def over_tls(server, folder, authority, client=None):
    def read(name):
        return (pathlib.Path(folder) / name).read_bytes()
    credentials = grpc.ssl_channel_credentials(
        read(f"{authority}-ca.pem"),
        *((read(f"{client}-client.key"), read(f"{client}-client.pem")) if client else ()))
    return Echo(grpc.secure_channel(server.target, credentials, options=[
        ("grpc.ssl_target_name_override", "localhost"),
        ("grpc.use_local_subchannel_pool", 1)]))


def tls_and_mutual_tls():
    with tempfile.TemporaryDirectory() as folder:
        certificates(folder, "own")
        certificates(folder, "other")
        files = [f"{folder}/own-server.pem", f"{folder}/own-server.key"]

        def outcome(*arguments):
            with over_tls(*arguments) as echo:
                try:
                    return echo.unary("Unary")(echo.messages.Request(text="hi"),
                                               timeout=TIMEOUT_S).text
                except grpc.RpcError as error:
                    return error.code()
        with Server("127.0.0.1:0", *files) as server:
            expect(outcome(server, folder, "own"), "hi")
            expect(outcome(server, folder, "other"), Code.UNAVAILABLE)
        with Server("127.0.0.1:0", *files, f"{folder}/own-ca.pem") as server:
            expect(outcome(server, folder, "own", "own"), "hi")
            expect(outcome(server, folder, "own", "other"), Code.UNAVAILABLE)
            expect(outcome(server, folder, "own"), Code.UNAVAILABLE)
        (pathlib.Path(folder) / "own-server.key").chmod(0o644)
        with Server("127.0.0.1:0", *files) as server:
            expect("own-server.key" in server.said, True)


def other_machines_need_tls():
    with Server("0.0.0.0:0") as server:
        expect(server.said,
               "the address 0.0.0.0:0 can be reached from other machines, and has no TLS")
        expect(server.ended()[1], 1)


def a_stopping_server_finishes_what_it_has():
    from grpc.health.v1 import health_pb2
    with Server() as server, plain(server) as echo:
        watch = echo.channel.unary_stream("/grpc.health.v1.Health/Watch",
                                          health_pb2.HealthCheckRequest.SerializeToString,
                                          health_pb2.HealthCheckResponse.FromString)(
                                              health_pb2.HealthCheckRequest())
        next(watch)
        conversation_end = threading.Event()

        def requests():
            yield echo.messages.Request(text="before")
            conversation_end.wait(TIMEOUT_S)
            yield echo.messages.Request(text="after")
        answers = echo.chat(requests())
        expect(next(answers).text, "before")
        server.begin_to_stop()
        expect(refusal(lambda: next(watch)).code(), Code.UNAVAILABLE)
        refused = refusal(lambda: list(iter(
            lambda: echo.unary("Unary")(echo.messages.Request(), timeout=TIMEOUT_S), None)))
        # Core says the one once the client knows, the other in the moment before.
        expect(refused.code() in (Code.UNAVAILABLE, Code.CANCELLED), True)
        conversation_end.set()
        expect([answer.text for answer in answers], ["after"])
        expect(server.ended(), ("stopped, 0 cancelled", 0))


def a_stopping_server_cancels_after_the_grace():
    with Server(grace_ms=50) as server, plain(server) as echo:
        answers = echo.chat(iter(lambda: threading.Event().wait(TIMEOUT_S), None))
        held = echo.unary("Hold").future(echo.messages.Request(), timeout=TIMEOUT_S)
        expect(next(echo.count(1)).number, 0)
        server.begin_to_stop()
        expect(refusal(held.result).code(), Code.UNAVAILABLE)
        expect(server.ended()[1], 0)
        answers.cancel()


ON_ONE_SERVER = [
    unary_on_every_thread, metadata_and_deadline_arrive, a_stream_counts,
    a_conversation_keeps_its_order, a_conversation_is_refused_in_its_place,
    two_hundred_at_once, connections_side_by_side, a_deadline_passes, a_call_is_given_up,
    an_unknown_method_is_named, malformed_messages_are_refused,
    unknown_fields_are_read_over, costly_messages_are_refused, large_messages,
    compression_is_refused, metadata_has_a_limit, a_refusal_says_everything,
    a_refusal_with_too_much_to_say_still_arrives, health_is_checked,
    reflection_lists_and_shows, buf_curl_calls_by_reflection, grpc_js_calls,
]
ALONE = [
    a_unix_socket_serves, tls_and_mutual_tls, other_machines_need_tls,
    a_stopping_server_finishes_what_it_has, a_stopping_server_cancels_after_the_grace,
]


def passes(case, *arguments):
    try:
        case(*arguments)
        return True
    except Exception:  # a case may fail in any way, and the others still run
        print(f"{case.__name__}:")
        traceback.print_exc(file=sys.stdout)
        return False


def main():
    build()
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server())
        results = [passes(case, server) for case in ON_ONE_SERVER]
        server.begin_to_stop()
        results.append(passes(lambda: expect(server.ended(), ("stopped, 0 cancelled", 0))))
    results += [passes(case) for case in ALONE]
    print(f"{results.count(True)} passed, {results.count(False)} failed, 0 skipped")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
