#!/usr/bin/python3
"""An init that is refused leaves every folder as it was, and can simply be run again.

- wrong words, keys, places, files that are there already: nothing new is anywhere
- too little memory, too few descriptors: the same
- what was there before stays, be it another log, or a folder made for the store
- a store may lie in the state folder, which is made for it
- two at once: one log, with its master key
"""

import os
import pathlib
import shutil
import subprocess

from broker import BROKER, ORIGIN
from scenario import check, says, scenario, sla

HERE = pathlib.Path.cwd()
ALONE = b"a file of somebody else\n"


def keys():
    for purpose in ("operator", "log", "notices"):
        sla("key", "new", "--name", ORIGIN if purpose == "log" else "operator",
            "--purpose", purpose, "--no-passphrase", "--to", f"{purpose}.key")
    pathlib.Path("text.key").write_text("nothing\n")
    os.chmod("text.key", 0o600)


def words(**changed):
    places = {"origin": ORIGIN, "store": "store", "state": "state",
              "master_key": "master.key", "log_key": HERE / "log.key",
              "notice_key": HERE / "notices.key", "operator_key": HERE / "operator.key"}
    return [word for name, value in {**places, **changed}.items()
            for word in ("--" + name.replace("_", "-"), str(value))]


def tree(folder):
    """Every path, and what the files hold but for the two that only say who uses a store."""
    return {path: path.read_bytes() if path.is_file() and path.suffix != ".lock" and
                  path.name != "lock.mdb" else path.lstat().st_mode
            for path in sorted(folder.rglob("*"))}


def init(folder, *more, limits=(), **changed):
    return subprocess.run([*limits, BROKER, "init", *words(**changed), *more], cwd=folder,
                          capture_output=True, text=True, timeout=60, check=False)


def refused(what, said, *more, before=lambda folder: None, **changed):
    """Once with what stands before it, and nothing else afterwards."""
    folder = HERE / "place"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    before(folder)
    was = tree(folder)
    done = init(folder, *more, **changed)
    check(f"{what}: refused", done.returncode not in (0, 139), done)
    says(what, done.stderr, said)
    check(f"{what}: nothing is called made", "event=master-key" not in done.stderr, done.stderr)
    check(f"{what}: nothing new, nothing gone", tree(folder) == was, tree(folder))


def there(path, content=None, mode=0o600):
    """A file, or without content a folder, that is there before."""
    def make(folder):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            place.mkdir()
        else:
            place.write_bytes(content)
            place.chmod(mode)
    return make


def wrong_words():
    refused("an unknown option", "no such option", "--frob", "3")
    refused("no name of the log", 'field="origin"', origin="")
    refused("a key for something else", 'for \\"notices\\"', log_key=HERE / "notices.key")
    refused("a key that is none", f'file="{HERE}/text.key"', operator_key=HERE / "text.key")
    refused("a store in no folder", "No such file", store="no/such/store")
    refused("a state in no folder", "cannot be made", state="no/such/state")
    refused("a master key in no folder", "No such file", master_key="no/such/master.key")
    refused("two stores in one folder", "STORE_IN_USE", before=there("state"),
            store="state/content-keys")


def what_is_there():
    refused("a file for the store", "Not a directory", before=there("store", ALONE))
    refused("a file for the state", "Not a directory", before=there("state", ALONE))
    refused("a folder for the master key", "not a regular file", before=there("master.key"))
    refused("a text for the master key", "KEY_MALFORMED", before=there("master.key", ALONE))
    refused("an exposed master key", "KEY_EXPOSED", before=there("master.key", ALONE, 0o644))
    refused("another program's store", "STORE_FOREIGN", before=there("store/data.mdb", ALONE))
    refused("another program's keys", "STORE_FOREIGN",
            before=there("state/content-keys/data.mdb", ALONE))
    refused("a checkpoint", "LOG_EXISTS", before=there("state/checkpoint", ALONE))
    refused("a folder for the checkpoint", "Is a directory", before=there("state/checkpoint"))
    refused("an empty folder for the store", "KEY_MALFORMED", before=lambda folder: (
        there("store")(folder), there("master.key", ALONE)(folder)))


def another_log():
    def opened(folder, without=None):
        check("a log", init(folder).returncode == 0)
        if without is not None:
            os.rename(folder / without, HERE / "aside")
            shutil.rmtree(HERE / "aside", ignore_errors=True)
            (HERE / "aside").unlink(missing_ok=True)
    refused("a second log", "LOG_EXISTS", before=opened)
    for lost in ("store", "state"):
        refused(f"a log without its {lost}", "LOG_EXISTS",
                before=lambda folder, lost=lost: opened(folder, lost))
    refused("a log without its master key", "MASTER_KEY_WRONG",
            before=lambda folder: opened(folder, "master.key"))
    refused("another store beside a log's state", "LOG_EXISTS", before=opened, store="other")
    refused("another state beside a log's store", "LOG_EXISTS", before=opened, state="other")


def too_little():
    refused("too little memory", "Cannot allocate memory", limits=("prlimit", "--as=200000000"))
    for count in (4, 5, 6, 7, 8, 9, 10, 12):
        refused(f"{count} descriptors", "Too many open files",
                limits=("prlimit", f"--nofile={count}:{count}"))


def again():
    folder = HERE / "place"
    check("what was refused can be run again", init(folder).returncode == 0)
    check("and its log is whole", subprocess.run(
        [BROKER, "check", *words()[:8]], cwd=folder, capture_output=True,
        check=False).returncode == 0)


def one_in_the_other():
    refused("a store in a new state folder", "KEY_MALFORMED", store="state/store",
            before=there("master.key", ALONE))
    folder = HERE / "nested"
    folder.mkdir()
    check("a store in a new state folder is made",
          init(folder, store="state/store").returncode == 0)


def two_at_once():
    for _ in range(20):
        folder = HERE / "two"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        both = [subprocess.Popen([BROKER, "init", *words()], cwd=folder,
                                 stderr=subprocess.DEVNULL) for _ in range(2)]
        codes = sorted(process.wait(60) for process in both)
        if codes[0] != 0:  # each was in the other's way
            check("neither leaves anything", not tree(folder), tree(folder))
            continue
        check("one opens it", codes[1] != 0, codes)
        check("with its master key", subprocess.run(
            [BROKER, "check", *words()[:8]], cwd=folder, capture_output=True,
            check=False).returncode == 0)


scenario(lambda: (keys(), wrong_words(), what_is_there(), another_log(), too_little(), again(),
                  one_in_the_other(), two_at_once()))
