"""ENVELOPE.md, section 6: the one form of the bytes, read beside a message descriptor."""
from google.protobuf.descriptor import FieldDescriptor as Field

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
WIRE_TYPES = {
    Field.TYPE_DOUBLE: FIXED64, Field.TYPE_FLOAT: FIXED32, Field.TYPE_INT64: VARINT,
    Field.TYPE_UINT64: VARINT, Field.TYPE_INT32: VARINT, Field.TYPE_FIXED64: FIXED64,
    Field.TYPE_FIXED32: FIXED32, Field.TYPE_BOOL: VARINT, Field.TYPE_STRING: LENGTH,
    Field.TYPE_MESSAGE: LENGTH, Field.TYPE_BYTES: LENGTH, Field.TYPE_UINT32: VARINT,
    Field.TYPE_ENUM: VARINT, Field.TYPE_SFIXED32: FIXED32, Field.TYPE_SFIXED64: FIXED64,
    Field.TYPE_SINT32: VARINT, Field.TYPE_SINT64: VARINT,
}
DEPTH = 16


class Refused(Exception):
    """rule, offset"""


def fits(kind, value):
    if kind == Field.TYPE_BOOL:
        return value <= 1
    if kind in (Field.TYPE_UINT32, Field.TYPE_SINT32):
        return value <= 2**32 - 1
    if kind in (Field.TYPE_INT32, Field.TYPE_ENUM):
        return value <= 2**31 - 1 or value >= 2**64 - 2**31
    return True


def signed(value):
    return value - 2**64 if value >= 2**63 else value


class Scan:
    def __init__(self, data):
        self.data = data
        self.at = 0

    def varint(self, end):
        start, value = self.at, 0
        for place in range(10):
            if self.at == end:
                raise Refused("truncated", start)
            byte = self.data[self.at]
            self.at += 1
            if place == 9 and byte > 1:
                raise Refused("varint-range", start)
            value |= (byte & 0x7F) << 7 * place
            if byte < 0x80:
                if byte == 0 and place > 0:
                    raise Refused("varint-long", start)
                return value
        raise AssertionError("a tenth byte is 0 or 1")

    def message(self, descriptor, end, depth):
        before, oneofs = 0, set()
        while self.at < end:
            tag_at = self.at
            tag = self.varint(end)
            number, wire_type = tag >> 3, tag & 7
            if wire_type in (3, 4, 6, 7):
                raise Refused("group", tag_at)
            field = descriptor.fields_by_number.get(number)
            if tag > 2**32 - 1 or field is None:
                raise Refused("unknown-field", tag_at)
            repeated = field.label == Field.LABEL_REPEATED
            numbers = repeated and WIRE_TYPES[field.type] != LENGTH
            if number == before:
                if numbers:
                    raise Refused("not-packed", tag_at)
                if not repeated:
                    raise Refused("field-twice", tag_at)
            else:
                if number < before:
                    raise Refused("field-order", tag_at)
                oneof = field.containing_oneof
                if oneof is not None and oneof.name in oneofs:
                    raise Refused("oneof-twice", tag_at)
                oneofs.add(oneof.name if oneof is not None else None)
                before = number
            if numbers and wire_type == WIRE_TYPES[field.type]:
                raise Refused("not-packed", tag_at)
            if wire_type != (LENGTH if numbers else WIRE_TYPES[field.type]):
                raise Refused("wire-type", tag_at)
            if wire_type == LENGTH:
                zero = self.length_delimited(field, end, depth)
            else:
                zero = self.number(field, end)
            if zero and self.absence_says_it(field, numbers):
                raise Refused("implicit-zero", tag_at)

    @staticmethod
    def absence_says_it(field, numbers):
        if field.label == Field.LABEL_REPEATED:
            return numbers
        return field.type != Field.TYPE_MESSAGE and field.containing_oneof is None

    def number(self, field, end):
        start, wire_type = self.at, WIRE_TYPES[field.type]
        if wire_type != VARINT:
            width = 4 if wire_type == FIXED32 else 8
            if end - start < width:
                raise Refused("truncated", start)
            self.at += width
            return not any(self.data[start:self.at])
        value = self.varint(end)
        if not fits(field.type, value):
            raise Refused("varint-range", start)
        if (field.type == Field.TYPE_ENUM
                and signed(value) not in field.enum_type.values_by_number):
            raise Refused("enum-unknown", start)
        return value == 0

    def length_delimited(self, field, end, depth):
        start = self.at
        length = self.varint(end)
        if length > end - self.at:
            raise Refused("truncated", start)
        value_at, value_end = self.at, self.at + length
        if field.type == Field.TYPE_MESSAGE:
            if field.message_type.GetOptions().map_entry:
                raise Refused("map", value_at)
            if depth == DEPTH:
                raise Refused("depth", value_at)
            self.message(field.message_type, value_end, depth + 1)
        elif field.type == Field.TYPE_STRING:
            text = self.data[value_at:value_end]
            if b"\0" in text:
                raise Refused("string-nul", value_at)
            try:
                text.decode("utf-8")
            except UnicodeDecodeError:
                raise Refused("string-utf8", value_at) from None
        elif field.type != Field.TYPE_BYTES:
            while self.at < value_end:
                self.number(field, value_end)
        self.at = value_end
        return length == 0


def scan(descriptor, data):
    """None, or (rule, offset) of the first fault."""
    try:
        Scan(data).message(descriptor, len(data), 1)
    except Refused as refused:
        return refused.args
    return None
