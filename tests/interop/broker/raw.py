"""HTTP/2 by hand over a unix socket (RFC 9113, RFC 7541): what no gRPC library would send."""
import contextlib
import dataclasses
import socket
import struct
import urllib.parse

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, END_HEADERS, ACK = 1, 4, 1
# No table, so that each header stands in full; core's own: binary headers as they are.
OUR_SETTINGS = struct.pack(">HIHI", 1, 0, 0xfe03, 1)
STATUS_NAMES = {8: ":status", 31: "content-type"}  # of HPACK's static table
TIMEOUT_S = 60


def frame(kind, payload, flags=0, stream=0, length=None):
    """length: what it says of itself, where that is not true."""
    size = len(payload) if length is None else length
    return size.to_bytes(3, "big") + struct.pack(">BBI", kind, flags, stream) + payload


def message(data, length=None, compressed=0):
    """gRPC's frame around a message."""
    return struct.pack(">BI", compressed, len(data) if length is None else length) + data


def literal(text):
    data = text if isinstance(text, bytes) else text.encode()
    assert len(data) < 127
    return bytes([len(data)]) + data


def header_block(path, more=()):
    fields = [(":method", "POST"), (":scheme", "http"), (":path", path),
              (":authority", "localhost"), ("te", "trailers"),
              ("content-type", "application/grpc"), *more]
    return b"".join(b"\0" + literal(name) + literal(value) for name, value in fields)


def integer(block, at, bits):
    """RFC 7541, section 5.1: (value, the place after it)."""
    mask = (1 << bits) - 1
    value, at, shift = block[at] & mask, at + 1, 0
    if value < mask:
        return value, at
    while True:
        value += (block[at] & 127) << shift
        shift, at = shift + 7, at + 1
        if block[at - 1] < 128:
            return value, at


def text(block, at):
    assert block[at] < 128, "a string in Huffman's code"
    length, at = integer(block, at, 7)
    return block[at:at + length], at + length


def read_headers(block):
    """{name: value} where the table is empty."""
    fields, at = {}, 0
    while at < len(block):
        first = block[at]
        if first >= 128:
            index, at = integer(block, at, 7)
            fields[STATUS_NAMES.get(index, str(index))] = b"200" if index == 8 else b""
            continue
        if first >> 5 == 1:  # the table's size
            _, at = integer(block, at, 5)
            continue
        index, at = integer(block, at, 6 if first >= 64 else 4)
        if index:
            name = STATUS_NAMES.get(index, str(index))
        else:
            name, at = text(block, at)
            name = name.decode()
        fields[name], at = text(block, at)
    return fields


@dataclasses.dataclass
class Answer:
    """How a call over such a connection ended."""
    status: int | None = None  # of gRPC; None: the connection ended without one
    text: str = ""
    details: bytes = b""       # google.rpc.Status
    reset: int | None = None   # the error code of RST_STREAM
    away: int | None = None    # the error code of GOAWAY

    @property
    def reason(self):
        from google.rpc import error_details_pb2, status_pb2
        for detail in status_pb2.Status.FromString(self.details).details:
            if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                info = error_details_pb2.ErrorInfo()
                detail.Unpack(info)
                return info.reason
        return None


class Connection(contextlib.AbstractContextManager):
    """Sends bytes, and reads until the call or the connection ends."""

    def __init__(self, path, preface=PREFACE + frame(SETTINGS, OUR_SETTINGS)):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(TIMEOUT_S)
        self.socket.connect(path)
        self.rest = b""
        self.send(preface)

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.socket.sendall(data)

    def half_close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_WR)

    def read(self, count):
        """So many bytes; fewer at the end."""
        while len(self.rest) < count:
            try:
                data = self.socket.recv(65536)
            except ConnectionResetError:
                data = b""
            if not data:
                break
            self.rest += data
        data, self.rest = self.rest[:count], self.rest[count:]
        return data

    def answer(self):
        answer = Answer()
        while len(head := self.read(9)) == 9:
            kind, flags = head[3], head[4]
            payload = self.read(int.from_bytes(head[:3], "big"))
            if kind in (SETTINGS, PING) and not flags & ACK:
                self.send(frame(kind, b"" if kind == SETTINGS else payload, ACK))
            elif kind == GOAWAY:
                answer.away = int.from_bytes(payload[4:8], "big")
            elif kind == RST_STREAM and answer.status is None:
                answer.reset = int.from_bytes(payload, "big")
                break
            elif kind == HEADERS:
                fields = read_headers(payload)
                if "grpc-status" in fields:
                    answer.status = int(fields["grpc-status"])
                    answer.text = urllib.parse.unquote(
                        fields.get("grpc-message", b"").decode())
                    answer.details = binary(fields.get("grpc-status-details-bin", b""))
                if flags & END_STREAM:
                    break
        return answer


def binary(value):
    """A header -bin as core writes it when both sides may leave it as it is."""
    return value[1:] if value[:1] == b"\0" else value


def call(path, method, *data, more=()):
    """A call whose body is those bytes, in a frame each, the last one ending it."""
    with Connection(path) as connection:
        connection.send(frame(HEADERS, header_block(method, more),
                              END_HEADERS | (0 if data else END_STREAM), 1))
        for number, part in enumerate(data, 1):
            connection.send(frame(DATA, part, END_STREAM if number == len(data) else 0, 1))
        return connection.answer()
