"""What a party to a contract does, from the .proto files and the documents alone."""
import datetime
import json
import os
import time

from slabroker.v1 import (contract_service_pb2, log_service_pb2, notice_service_pb2,
                          organization_service_pb2,
                          report_service_pb2, statement_pb2, statement_service_pb2)

from record import envelope as e
from record import ledger as r
from record import token as t

SERVICES = {
    "StatementService": statement_service_pb2, "OrganizationService": organization_service_pb2,
    "ContractService": contract_service_pb2, "ReportService": report_service_pb2,
    "VerdictService": report_service_pb2, "LogService": log_service_pb2,
    "NoticeService": notice_service_pb2,
}
TIMEOUT_S = 60


class Broker:
    """A channel to a broker whose origin and log key are known."""

    def __init__(self, channel, origin, log_key):
        self.channel, self.origin, self.log_key = channel, origin, log_key

    def call(self, service, method, request=None, token=None, scheme="Bearer", **fields):
        descriptor = SERVICES[service].DESCRIPTOR.services_by_name[service]
        found = descriptor.methods_by_name[method]
        request = request or found.input_type._concrete_class(**fields)
        metadata = [("authorization", f"{scheme} {token}")] if token else None
        return self.channel.unary_unary(
            f"/slabroker.v1.{service}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=found.output_type._concrete_class.FromString,
        )(request, timeout=TIMEOUT_S, metadata=metadata)

    def stream(self, service, method, token, timeout_s=TIMEOUT_S, **fields):
        """The messages of a server stream, as they come."""
        descriptor = SERVICES[service].DESCRIPTOR.services_by_name[service]
        found = descriptor.methods_by_name[method]
        return self.channel.unary_stream(
            f"/slabroker.v1.{service}/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=found.output_type._concrete_class.FromString,
        )(found.input_type._concrete_class(**fields), timeout=timeout_s,
          metadata=[("authorization", f"Bearer {token}")])

    def submit(self, envelope, **options):
        return self.call("StatementService", "Submit", envelope=envelope, **options)

    def submit_stream(self, messages):
        """The answers to lists of envelopes, as they come."""
        method = self.channel.stream_stream(
            "/slabroker.v1.StatementService/SubmitStream",
            request_serializer=lambda envelopes: statement_service_pb2.SubmitStreamRequest(
                envelopes=envelopes).SerializeToString(),
            response_deserializer=statement_service_pb2.SubmitStreamResponse.FromString)
        return method(messages)

    def checkpoint(self):
        """(size, root) of the last checkpoint, its signature verified."""
        return self.open_note(self.call("LogService", "GetCheckpoint").note)

    def open_note(self, note):
        origin, size, root = r.open_checkpoint(note.encode(), self.origin, self.log_key)
        assert origin == self.origin, origin
        return size, root

    def prove(self, receipt, envelope, keys):
        """RECORD.md, sections 3 to 6: what the receipt says of the statement holds."""
        message, kind, signers = e.open_envelope(envelope, self.origin, keys)
        leaf = r.decode_leaf(receipt.leaf)
        size, root = self.open_note(receipt.checkpoint)
        assert leaf["kind"] == e.KINDS[kind], (leaf["kind"], kind)
        assert leaf["commitment"] == r.commitment(
            receipt.salt, e.content_id(kind, message.payload), signers), "commitment"
        assert r.verify_inclusion(r.leaf_hash(receipt.leaf), receipt.log_index, size, root,
                                  list(receipt.inclusion)), "inclusion"
        self.prove_heads(receipt, leaf, size)
        return leaf

    def prove_heads(self, receipt, leaf, size):
        """RECORD.md, section 2: how far the books relied on go in the checkpoint's tree."""
        assert 1 <= len(receipt.heads) <= 2, receipt.heads
        for head in receipt.heads:
            assert head.tree_size == size, head
            assert r.verify_head(head, self.origin, self.log_key), head
        own = receipt.heads[0]
        assert own.pseudonym == leaf["book"], own
        assert own.number > leaf["number"] or (
            own.number == leaf["number"] and own.leaf_hash == r.leaf_hash(receipt.leaf)), own
        assert all(head.pseudonym != leaf["book"] for head in receipt.heads[1:])


class Party:
    """An organisation with its three keys, and what it says."""

    def __init__(self, broker, slug):
        self.broker, self.slug = broker, slug
        self.root, self.seed, self.token_seed = (os.urandom(32) for _ in range(3))

    def statement(self, kind, body, book=b"", position=None, issuer=None):
        statement = statement_pb2.Statement(
            audience=self.broker.origin, issuer=issuer or self.slug, book=book,
            claimed_time_ms=time.time_ns() // 1_000_000)
        if position is None:
            statement.request_id = os.urandom(16)
        else:
            statement.position.CopyFrom(position)
        getattr(statement, kind).CopyFrom(body)
        return statement.SerializeToString(deterministic=True)

    def sealed(self, kind, body, *, seeds=None, **fields):
        return e.seal(kind, self.statement(kind, body, **fields), seeds or [self.seed])

    def say(self, kind, body, **fields):
        """Submits a statement and checks its receipt; (receipt, leaf)."""
        seeds = fields.get("seeds") or [self.seed]
        envelope = self.sealed(kind, body, **fields)
        receipt = self.broker.submit(envelope)
        return receipt, self.broker.prove(receipt, envelope,
                                          [e.public_key(seed) for seed in seeds])

    def token(self, **changed):
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        claims = {"iss": self.slug, "aud": self.broker.origin,
                  "iat": stamp(now), "exp": stamp(now + datetime.timedelta(minutes=5)),
                  **changed}
        footer = {"kid": e.key_id(e.public_key(self.token_seed))}
        return t.token(self.token_seed, json.dumps(claims).encode(),
                       json.dumps(footer).encode())

    def read(self, service, method, **fields):
        return self.broker.call(service, method, token=self.token(), **fields)


def stamp(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
