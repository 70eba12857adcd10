#!/usr/bin/python3
"""Disks fill up, people press Ctrl-C, names are mistyped.

- a file appears whole or not at all, and what was there stays
- a folder, a device, a missing folder are told for what they are
- so is a document with zeros in it, as a crash leaves it
"""

import os
import pathlib
import signal
import subprocess
import time

from scenario import SLA, check, day_of_calls, new_contract, place, says, scenario, skip, \
    sla


def prepare():
    new_contract("contract.yaml")


def to_files():
    pathlib.Path("folder").mkdir()
    says("a folder", sla("contract", "show", "contract.yaml", "--to", "folder",
                         code=1).err, "folder: is a folder")
    says("a folder that is not there", sla("contract", "show", "contract.yaml", "--to",
                                           "absent/x", code=1).err, "absent/x: ")
    says("a full device", sla("contract", "show", "contract.yaml", "--to", "/dev/full",
                              code=1).err, "/dev/full: ", "No space left")
    os.symlink("target", "link")
    says("a link", sla("contract", "show", "contract.yaml", "--to", "link", code=1).err,
         "symbolic link")
    check("standard output by its name",
          sla("contract", "show", "contract.yaml", "--to", "-").out ==
          sla("contract", "show", "contract.yaml").out)
    whole = pathlib.Path("contract.yaml").read_bytes()
    says("standard input by its name", sla("contract", "check", "-", stdin=whole).out,
         "can be judged by")
    os.umask(0o027)
    sla("contract", "show", "contract.yaml", "--to", "shown")
    check("the umask holds", os.stat("shown").st_mode & 0o777 == 0o640)


def full_disk():
    if os.geteuid() != 0:
        return skip("only root can mount a small disk")
    pathlib.Path("disk").mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", "disk"],
                             capture_output=True, check=False)
    if mounted.returncode != 0:
        return skip("a small disk cannot be mounted here")
    try:
        pathlib.Path("disk/old").write_text("as it was")
        pathlib.Path("disk/filler").write_bytes(b"x" * 4096)
        says("a full disk", sla("contract", "show", "contract.yaml", "-o", "json", "--to",
                                "disk/old", code=1).err, "disk/old: ", "No space left")
        check("what was there stays", pathlib.Path("disk/old").read_text() == "as it was")
        sla("contract", "show", "contract.yaml", "-o", "json", "--to", "disk/new", code=1)
        sla("contract", "show", "contract.yaml", "--html", "disk/page", code=1)
        check("no half file is left", sorted(os.listdir("disk")) == ["filler", "old"],
              os.listdir("disk"))
    finally:
        subprocess.run(["umount", "disk"], check=False)
    return None


def damaged():
    """Not a signed statement, whatever control characters are in it."""
    day_of_calls("one_day")
    sla("report", "import", "one_day", "-c", "contract.yaml", "--to", "one")
    report, = pathlib.Path("one").iterdir()
    for path, *command in (("contract.yaml", "contract", "check"),
                           (report, "report", "show", "-c", "contract.yaml")):
        text = pathlib.Path(path).read_bytes()
        for name, data, *parts in (
                ("zeros at the end", text + bytes(4096), f":{text.count(10) + 1}:1: a NUL"),
                ("nothing but zeros", bytes(16), ":1:1: a NUL"),
                ("UTF-16", text.decode().encode("utf-16"), ":1:1: ", "save the document as UTF-8"),
                ("UTF-16, unmarked", text.decode().encode("utf-16-le"), ":1:2: a NUL"),
                ("a bell", text + b"\a", "control characters")):
            pathlib.Path("damaged.yaml").write_bytes(data)
            says(f"{command[0]}, {name}", sla(*command, "damaged.yaml", code=1).err,
                 "damaged.yaml:", *parts)
    os.unlink("damaged.yaml")


def interrupted():
    """Ctrl-C at any moment: reports are whole, and nothing else lies there."""
    new_contract("week.yaml", "2026-03-02", "2026-03-22")
    day_of_calls("queue_log", days=21)
    sla("report", "import", "queue_log", "-c", "week.yaml", "--to", "whole")
    whole = {path.name: path.read_bytes() for path in pathlib.Path("whole").iterdir()}
    for delay_ms in (5, 20, 60, 90, 120):
        folder = pathlib.Path(f"cut-{delay_ms}")
        with subprocess.Popen([SLA, "report", "import", "queue_log", "-c", "week.yaml",
                               "--to", folder], stdout=subprocess.DEVNULL) as process:
            time.sleep(delay_ms / 1000)
            process.send_signal(signal.SIGINT)
            process.wait()
        found = {path.name: path.read_bytes() for path in folder.iterdir()} \
            if folder.exists() else {}
        check(f"after {delay_ms} ms every file is whole",
              all(whole.get(name) == content for name, content in found.items()),
              sorted(found))


def nothing_left():
    left = [path for path in place.rglob("*") if path.name.endswith(".part")]
    check("no temporary file anywhere", not left, left)


scenario(lambda: (prepare(), to_files(), full_disk(), damaged(), interrupted(), nothing_left()))
