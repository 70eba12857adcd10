#!/usr/bin/python3
"""Kill a serving broker at seeded moments; hold it to every receipt that it gave.

usage: run_broker_kill.py [--kills N] [--seed N]

A centre sends the reports of one series through a stream, many on their way at a time, and
the broker is killed (SIGKILL) somewhere within, now and then also while it starts.  What was
not answered is sent again after the next start.  There the log must go on from the last
checkpoint seen, the receipts given since must prove under the new one, with a sample of
older ones, and the series must stand where the receipts say, or further.  In the end every
receipt must prove, and every number of the series must have the one place that its receipt
says.  Last line: N passed, N failed, N skipped.
"""

import argparse
import random
import sys
import threading
import time

from served import begun, holds, new_place, run_all, started, story

import grpc

KILLS = 50           # in CI
AFTER_MAX_S = 0.12   # of a stream
START_MAX_S = 0.04   # of a start that is killed, too
UNANSWERED_MAX = 32
OLDER_PROVED = 20


class Series:
    """The reports of one centre: all that were signed, and the receipts of the first."""

    def __init__(self, told):
        self.told = told
        self.signed, self.receipts = [], []
        self.previous = b""
        self.proved = 0  # so many receipts were proved after a restart
        self.checkpoint = None

    def envelope(self, number):
        """The report of this place; two days in turn, restated again and again."""
        while number >= len(self.signed):
            sequence = len(self.signed) + 1
            envelope = self.told.report(
                sequence, (story.DAY_1_S, story.DAY_2_S)[sequence % 2], offered=200,
                answered=170 + sequence % 23, previous=self.previous,
                replaces=sequence - 2 if sequence > 2 else 0)
            self.previous = self.told.content_id(envelope)
            self.signed.append(envelope)
        return self.signed[number]

    def send(self, broker, rng):
        """One stream, until it breaks."""
        from record import envelope as e
        keys = [e.public_key(self.told.centre.seed)]
        room, ended = threading.Semaphore(UNANSWERED_MAX), threading.Event()

        def messages():
            number = len(self.receipts)
            while not ended.is_set():
                envelopes = []
                for _ in range(rng.randint(1, 4)):
                    room.acquire()
                    envelopes.append(self.envelope(number))
                    number += 1
                yield envelopes

        try:
            for answer in broker.submit_stream(messages()):
                for one in answer.answers:
                    story.check("it is taken", one.HasField("receipt"), one)
                    number = len(self.receipts)
                    broker.prove(one.receipt, self.signed[number], keys)
                    self.receipts.append(one.receipt)
                    room.release()
        finally:
            ended.set()
            room.release(UNANSWERED_MAX)

    def hold(self, broker, older):
        """Everything that was promised is there."""
        self.checkpoint = holds("held", broker, self.checkpoint,
                                older + self.receipts[self.proved:])
        self.proved = len(self.receipts)
        self.told.centre.broker = broker
        stands = self.told.centre.read("ReportService", "ListSeries",
                                       contract=self.told.contract).series
        last = stands[0].sequence if stands else 0
        story.check("the series stands where its receipts say, or further",
                    len(self.receipts) <= last <= len(self.signed), last)

    def hold_all(self, broker):
        """And every number has one place."""
        self.hold(broker, self.receipts)
        places, token = [], ""
        while True:
            page = self.told.centre.read("ReportService", "ListReports",
                                         contract=self.told.contract, page_token=token)
            places += [(report.sequence, report.log_index) for report in page.reports]
            token = page.next_page_token
            if not token:
                break
        expected = [(number + 1, receipt.log_index)
                    for number, receipt in enumerate(self.receipts)]
        story.check("no number was lost or doubled", places[:len(expected)] == expected and
                    [sequence for sequence, _ in places] == list(range(1, len(places) + 1)),
                    (len(places), len(expected)))
        indexes = [index for _, index in places]
        story.check("no place is given twice", indexes == sorted(set(indexes)))


def one_round(place, series, rng):
    """Serves until it is killed, in the middle of something."""
    from broker.party import Broker
    if rng.randrange(5) == 0:
        with started(place):
            time.sleep(rng.uniform(0, START_MAX_S))
    with started(place) as process:
        channel = place.channel()
        broker = Broker(channel, story.ORIGIN, place.log_key)
        known = series.receipts[:series.proved]
        series.hold(broker, rng.sample(known, min(OLDER_PROVED, len(known))))
        killer = threading.Timer(rng.uniform(0, AFTER_MAX_S), process.kill)
        killer.start()
        try:
            series.send(broker, rng)
        except grpc.RpcError as error:
            story.check("only the kill ends it", error.code() in (
                grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED), error)
        finally:
            killer.cancel()
            channel.close()


def killed_often(kills, seed):
    # A kill asks nothing of the disk.
    with new_place() as place:
        with begun(place, "client", "centre") as told:
            told.agree()
        series, rng = Series(told), random.Random(seed)
        for _ in range(kills):
            one_round(place, series, rng)
        with place.serving() as broker:
            series.hold_all(broker)
        place.run("check")
    print(f"{kills} kills, {len(series.receipts)} receipts, seed {seed}", file=sys.stderr)
    story.check("something was said meanwhile", len(series.receipts) > kills,
                len(series.receipts))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    story.build()
    return run_all(lambda: killed_often(options.kills, options.seed))


if __name__ == "__main__":
    sys.exit(main())
