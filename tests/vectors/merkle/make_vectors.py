#!/usr/bin/env python3
"""Turns public test data about Merkle trees into the .txt files of this folder.

    make_vectors.py TESTDATA.tar.gz XMOD.json

TESTDATA is testdata/ of github.com/transparency-dev/merkle (Apache-2.0, LICENSE beside
this file): inclusion and consistency proofs, good and bad.  XMOD was made with
golang.org/x/mod/sumdb, tlog and note, over 70 leaves: roots, proofs, signed checkpoints.
"""
import base64
import json
import pathlib
import sys
import tarfile

HERE = pathlib.Path(__file__).parent


def unhex(text):
    return base64.b64decode(text or "").hex()


def proof(hashes):
    # An empty hash must not vanish between spaces: one byte is as wrong as none.
    return " ".join(unhex(h) or "00" for h in hashes or [])


def write(name, source, cases):
    with open(HERE / name, "w", encoding="ascii") as out:
        out.write(f"# Made by make_vectors.py; {source}.\n\n")
        for title, fields in cases:
            out.write(f"[{title}]\n")
            out.writelines(f"{key} = {value}".rstrip() + "\n" for key, value in fields)
            out.write("\n")


def transparency_dev(path):
    with tarfile.open(path) as tar:
        names = sorted(n for n in tar.getnames() if n.endswith(".json"))
        cases = [(n.removeprefix("testdata/").removesuffix(".json"),
                  json.load(tar.extractfile(n))) for n in names]
    source = "changed in form from github.com/transparency-dev/merkle, testdata"
    write("inclusion.txt", source, [(name, [
        ("index", c["leafIdx"]), ("size", c["treeSize"]), ("root", unhex(c["root"])),
        ("leaf", unhex(c["leafHash"])), ("proof", proof(c["proof"])),
        ("result", "refused" if c["wantErr"] else "accepted"),
    ]) for name, c in cases if name.startswith("inclusion/")])
    write("consistency.txt", source, [(name, [
        ("old_size", c["size1"]), ("size", c["size2"]), ("old_root", unhex(c["root1"])),
        ("root", unhex(c["root2"])), ("proof", proof(c["proof"])),
        ("result", "refused" if c["wantErr"] else "accepted"),
    ]) for name, c in cases if name.startswith("consistency/")])


def x_mod(path):
    data = json.loads(pathlib.Path(path).read_text())
    tree = [(f"size {n}", [("size", n), ("root", unhex(root))] + (
        [("leaf", unhex(data["leaves_b64"][n - 1])),
         ("leaf_hash", unhex(data["leaf_hashes"][n - 1]))] if n else []))
        for n, root in enumerate(data["roots_by_size"])]
    write("xmod_tree.txt", "from golang.org/x/mod/sumdb/tlog", tree)
    write("xmod_inclusion.txt", "from golang.org/x/mod/sumdb/tlog", [
        (f"{c['Index']} in {c['Size']}",
         [("index", c["Index"]), ("size", c["Size"]), ("proof", proof(c["Proof"]))])
        for c in data["inclusion"]])
    write("xmod_consistency.txt", "from golang.org/x/mod/sumdb/tlog", [
        (f"{c['Old']} to {c['New']}",
         [("old_size", c["Old"]), ("size", c["New"]), ("proof", proof(c["Proof"]))])
        for c in data["consistency"]])
    seed = base64.b64decode(data["signer_key"].split("+", 4)[4])[1:]
    write("xmod_checkpoints.txt", "from golang.org/x/mod/sumdb/note; notes in hex", [
        (f"size {c['size']}",
         [("seed", seed.hex()), ("verifier", data["verifier_key"]),
          ("size", c["size"]), ("note", c["note"].encode().hex())])
        for c in data["checkpoints"]])


if __name__ == "__main__":
    transparency_dev(sys.argv[1])
    x_mod(sys.argv[2])
