"""Bytes that no honest client sends."""
import pathlib
import random

from broker import raw
from record import vectors

ROOT = pathlib.Path(__file__).resolve().parents[3]
SUBMIT = "/slabroker.v1.StatementService/Submit"
READ = "/slabroker.v1.ContractService/GetContract"
MALFORMED = 3, "REQUEST_MALFORMED"


def varint(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def within(number, data):
    """The bytes as a field of that number."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def nested(depth):
    """Messages within each other, in a field that nobody knows."""
    data = b""
    for _ in range(depth):
        data = within(15, data)
    return data


def nested_groups(depth):
    return b"\x7b" * depth + b"\x7c" * depth


def bent(good):
    """(what, bytes): bits turned, ends cut off."""
    rng = random.Random(7)
    for bit in sorted(rng.sample(range(8 * len(good)), 150)):
        data = bytearray(good)
        data[bit // 8] ^= 1 << bit % 8
        yield f"bit {bit} turned", bytes(data)
    for length in sorted(rng.sample(range(len(good)), 20)):
        yield f"cut to {length}", good[:length]


def wire_vectors():
    """(name, message, bytes, the byte that is refused)"""
    text = (ROOT / "tests/vectors/envelope/refused.txt").read_text()
    for name, case in vectors.read(text).items():
        yield (name, case["message"].removeprefix("slabroker.v1."),
               bytes.fromhex(case["bytes"]), int(case["offset"]))


# ---- over a raw socket -----------------------------------------------------------------

def no_messages(envelope):
    """Calls that are complete as HTTP/2 has it and none as gRPC has it: (what, data of
    each frame, status, reason)."""
    whole = raw.message(within(1, envelope))
    yield "the length cut", [whole[:3]], *MALFORMED
    yield "half of the message", [whole[:len(whole) // 2]], *MALFORMED
    yield "a byte short, in two frames", [whole[:100], whole[100:-1]], *MALFORMED
    yield "no message", [], *MALFORMED
    yield "an empty frame", [b""], *MALFORMED
    yield "of more than is sent", [raw.message(within(1, envelope), 2**31)], *MALFORMED
    yield "beyond what core takes", [raw.message(b"", 2**21)], *MALFORMED


def bad_text():
    """(method, request, headers, status, reason)"""
    yield SUBMIT, within(1, within(1, b"\xff\xfe")), (), 3, "WIRE_NOT_CANONICAL"
    yield READ, within(1, b"\xff\xfe"), (), *MALFORMED
    yield b"/slabroker.v1.X\xff\xfe/Y", b"", (), 12, "METHOD_UNKNOWN"
    yield READ, b"", [("authorization", b"Bearer \xff\xfe")], 16, "TOKEN_INVALID"


def broken_connections(envelope):
    """Frames cut off, frames that are none: (what, all bytes of the connection).  None
    has the whole statement, which would be taken, whatever then becomes of its call."""
    begin = raw.PREFACE + raw.frame(raw.SETTINGS, raw.OUR_SETTINGS)
    head = raw.frame(raw.HEADERS, raw.header_block(SUBMIT), raw.END_HEADERS, 1)
    body = raw.message(within(1, envelope))
    data = raw.frame(raw.DATA, body, raw.END_STREAM, 1)
    yield "nothing", b""
    yield "a preface cut", raw.PREFACE[:10]
    yield "HTTP/1.1", b"GET / HTTP/1.1\r\n\r\n"
    yield "no bytes of HTTP", random.Random(7).randbytes(4096)
    yield "a frame's head cut", begin + head + data[:5]
    yield "the headers cut", begin + head[:-10]
    yield "the last frame cut", begin + head + data[:-1]
    yield "the last frame cut in the middle", begin + head + data[:len(data) // 2]
    yield "a frame of more than is sent", begin + head + raw.frame(
        raw.DATA, body[:-1], raw.END_STREAM, 1, length=len(body) + 100)
    yield "a frame too long", begin + head + raw.frame(raw.DATA, b"", 0, 1, 2**24 - 1)
    yield "not ended", begin + head + raw.frame(raw.DATA, body[:-1], 0, 1)
    yield "data of no call", begin + raw.frame(raw.DATA, body[:-1], raw.END_STREAM, 0)
    yield "headers of no table", begin + raw.frame(
        raw.HEADERS, b"\xff\xff\xff\x7f", raw.END_HEADERS | raw.END_STREAM, 1)
    yield "settings cut", begin + raw.frame(raw.SETTINGS, b"12345")
    yield "a continuation of nothing", begin + raw.frame(9, b"", raw.END_HEADERS, 1)
    yield "a window opened by nothing", begin + raw.frame(raw.WINDOW_UPDATE, bytes(4))
    yield "taken back", begin + head + raw.frame(raw.DATA, body[:-1], 0, 1) + raw.frame(
        raw.RST_STREAM, bytes([0, 0, 0, 8]), 0, 1)
