#!/usr/bin/python3
"""What was lost, cut off or mixed up among a broker's files is told, with the way out.

- a store whose file is cut off; LMDB maps it, and no call fails
- a state folder that is gone: serve and init both say to bring it back
- the master key of another log
- no name of the log, and a text with a line's end in it
- a standard output that takes nothing
"""

import os
import shutil
import subprocess

from broker import BROKER, Broker, enrol
from scenario import check, says, scenario


def cut_off(broker):
    data = broker.folder / "store" / "data.mdb"
    shutil.copy(data, "whole.mdb")
    os.truncate(data, 5 * 4096)
    for command in ("serve", "check"):
        words = broker.places if command == "serve" else broker.places[:8]
        said = broker.run(command, *words, code=3).stderr
        says(f"{command} of a store that is cut off", said, "code=STORE_FAILED",
             "ends before what it holds", "bring back a whole one, from a backup")
    shutil.copy("whole.mdb", data)
    broker.run("check", *broker.places[:8])


def without_state(broker):
    os.rename(broker.folder / "state", "state-aside")
    says("serve without a state folder", broker.run("serve", *broker.places, code=1).stderr,
         f'file="{broker.folder}/state/content-keys"', "that its disk is mounted")
    said = broker.run("init", *broker.places, "--operator-key",
                      broker.folder / "operator.key", code=1).stderr
    says("init beside a store that has a log", said, "code=LOG_EXISTS",
         "bring back the state folder that belongs to it")
    os.rename("state-aside", broker.folder / "state")


def with_another_master_key(broker):
    other = Broker("other")
    places = broker.places[:7] + [other.folder / "master.key"]
    said = broker.run("check", *places, code=1).stderr
    says("the master key of another log", said, "code=MASTER_KEY_WRONG",
         "give the file that was made with them")
    check("nothing is called damaged", "CONTENT_DAMAGED" not in said, said)


def without_a_name(broker):
    words = broker.places[2:8]
    says("no name of the log", broker.run("check", *words, code=2).stderr, 'field="origin"',
         "it is missing", "write origin: NAME into the configuration")
    said = broker.run("check", *words, "--origin", "a\nlevel=error event=forged",
                      code=2).stderr
    check("what was typed begins no line", said.count("\n") == 1, said)
    says("no name", said, "this is none")
    said = broker.run("check", "--config", "no\nfile", code=3).stderr
    check("a line stays one", said.count("\n") == 1, said)


def nowhere_to_answer():
    for words in (["--help"], ["serve", "--help"], ["--version"]):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([BROKER, *words], stdout=full, stderr=subprocess.PIPE,
                                  text=True, check=False)
        check(f"{words} to a full device is no success", done.returncode == 3, done)
        says(f"{words} to a full device", done.stderr, "standard output")


def story():
    broker = Broker()
    with broker.serving():
        enrol(broker, broker.profile("operator", "--statements-key",
                                     broker.folder / "operator.key"), "acme-retail")
    cut_off(broker)
    without_state(broker)
    with_another_master_key(broker)
    without_a_name(broker)
    nowhere_to_answer()


scenario(story)
