#!/usr/bin/env python3
"""Turns public test data about signatures into the .txt files of this folder.

    make_vectors.py ED25519_TEST.json V4.json

The first is ed25519_test.json of github.com/C2SP/wycheproof (Apache-2.0,
LICENSE.wycheproof), the second v4.json of github.com/paseto-standard/test-vectors (ISC,
LICENSE.paseto), of which the tokens for signatures are taken.
"""
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent


def write(name, source, cases):
    with open(HERE / name, "w", encoding="ascii") as out:
        out.write(f"# Made by make_vectors.py; changed in form from {source}.\n\n")
        for title, fields in cases:
            out.write(f"[{title}]\n")
            out.writelines(f"{key} = {value}".rstrip() + "\n" for key, value in fields)
            out.write("\n")


def wycheproof(path):
    groups = json.loads(pathlib.Path(path).read_text())["testGroups"]
    write("ed25519.txt", "github.com/C2SP/wycheproof, ed25519_test.json", [
        (f"{test['tcId']} {test['comment']}".strip(), [
            ("public_key", group["publicKey"]["pk"]), ("pem", group["publicKeyPem"].encode().hex()),
            ("message", test["msg"]), ("signature", test["sig"]), ("result", test["result"])])
        for group in groups for test in group["tests"]])


def paseto(path):
    tests = json.loads(pathlib.Path(path).read_text())["tests"]
    signed = [(test["name"], [
        ("seed", test["secret-key-seed"]), ("public_key", test["public-key"]),
        ("token", test["token"]), ("payload", test["payload"].encode().hex()),
        ("footer", test["footer"].encode().hex()),
        ("implicit", test["implicit-assertion"].encode().hex()), ("result", "accepted")])
        for test in tests if test["name"].startswith("4-S")]
    # Tokens of v4.local and v3.local: no key makes them good.  4-F-2 says
    # v4.public and comes with a key for v4.local; it must fail under any key.
    refused = [(test["name"], [
        ("token", test["token"]), ("footer", test["footer"].encode().hex()),
        ("public_key", test.get("public-key") or test["key"]),
        ("implicit", test["implicit-assertion"].encode().hex()), ("result", "refused")])
        for test in tests if test["expect-fail"]]
    write("paseto.txt", "github.com/paseto-standard/test-vectors, v4.json",
          signed + refused)


if __name__ == "__main__":
    wycheproof(sys.argv[1])
    paseto(sys.argv[2])
