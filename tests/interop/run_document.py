#!/usr/bin/python3
"""document/ against python3-protobuf and PyYAML, on messages of our own types.

usage: run_document.py [--messages N] [--seed N]

For every seeded random message m of every type in proto/slabroker/v1:

  our JSON, read by google.protobuf.json_format, is m; and it is the JSON, key for key and
  in the same order, that google.protobuf writes;
  google.protobuf's JSON in any of its styles, read by us, is m's bytes;
  our YAML, read by PyYAML and json_format, is m; read by us, it is m's bytes.

Then the rows of tests/vectors/document/cases.txt: what python3-protobuf makes of the JSON
ones must be what they state; and the pairs of proto/DOCUMENTS.md, which must be one message
to both.  Then what the YAML test suite says about 351 files of odd YAML, where ../shared holds it.
1,000 messages count as one test.  Last line: N passed, N failed, N skipped.
"""

import argparse
import concurrent.futures
import importlib
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tarfile

import yaml
from google.protobuf import descriptor_pool, json_format, message_factory

ROOT = pathlib.Path(__file__).resolve().parents[2]
DRIVER = "build/gcc/interop/document_driver"
CASES = ROOT / "tests/vectors/document"
STUBS = ROOT / "build/interop/python"
YAML_SUITE = ROOT.parent / "shared/data/yaml/yaml-test-suite-src.tar.gz"
BATCH = 1000
PURE_PYTHON_YAML_EVERY = 25  # libyaml's own parser reads the rest, forty times faster
FAILURES_SHOWN = 5


class Driver:
    """Our side: a process that reads and writes documents."""

    def __init__(self):
        self.process = subprocess.Popen([ROOT / DRIVER], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def ask(self, operation, form, name, content):
        """(accepted, bytes)"""
        request = (operation + form + name + "\0").encode() + content
        self.process.stdin.write(struct.pack(">I", len(request)) + request)
        self.process.stdin.flush()
        size = struct.unpack(">I", self.read(4))[0]
        answer = self.read(size)
        return answer[:1] == b"+", answer[1:]

    def read(self, size):
        data = self.process.stdout.read(size)
        if len(data) != size:
            raise RuntimeError(f"the driver ended with {self.process.wait()}")
        return data

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def build():
    subprocess.run(["make", "-s", "--no-print-directory", DRIVER], cwd=ROOT, check=True)
    STUBS.mkdir(parents=True, exist_ok=True)
    subprocess.run(["protoc", f"-I{ROOT / 'proto'}", f"--python_out={STUBS}",
                    *proto_files()], check=True)


def proto_files():
    """What documents are made of; not the requests and answers of services."""
    return sorted(path for path in (ROOT / "proto/slabroker/v1").glob("*.proto")
                  if not path.stem.endswith("_service"))


def load_types():
    """Every message of ours, by full name; none may need what document/ does not serve."""
    sys.path.insert(0, str(STUBS))
    types = {}
    for path in proto_files():
        module = importlib.import_module(f"slabroker.v1.{path.stem}_pb2")
        for descriptor in module.DESCRIPTOR.message_types_by_name.values():
            collect(descriptor, types)
    return types


def collect(descriptor, types):
    if descriptor.GetOptions().map_entry:
        raise SystemExit(f"{descriptor.full_name}: maps are not served")
    for field in descriptor.fields:
        if field.cpp_type in (field.CPPTYPE_FLOAT, field.CPPTYPE_DOUBLE):
            raise SystemExit(f"{field.full_name}: floating point is not served")
        if field.json_name != camel_case(field.name):
            raise SystemExit(f"{field.full_name}: json_name is not served")
        if field.message_type and not field.message_type.file.package == "slabroker.v1":
            raise SystemExit(f"{field.full_name}: foreign messages are not served")
    types[descriptor.full_name] = descriptor
    for nested in descriptor.nested_types:
        collect(nested, types)


def camel_case(name):
    head, *tail = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in tail)


# ---- random messages -------------------------------------------------------------------

AWKWARD = [
    "yes", "No", "on", "OFF", "y", "n", "true", "False", "null", "Null", "~", "", " ", "-",
    "0", "007", "0x1F", "0o17", "0b1", "1_000", "1,000", "12:30", "1:2:3.5", "-5", "+5",
    "1.5", ".5", "5.", "1e5", ".inf", "-.INF", ".nan", "=", "<<", "2024-01-01",
    "2024-01-01T00:00:00Z", "a: b", "a #b", "#a", "- a", "? a", "[a]", "{a}", "*a", "&a",
    "!a", "|", ">", "%a", "@a", "`a", "'", '"', "''", '""', "\\", "a\\nb", "a:", ":a",
    "---", "...", "--- a", "a\nb", "a\nb\n", "a\n\nb\n\n", "\na", " a\nb", "a \nb", "a\n b",
    "a\tb", "\ta", "a\t", "a\n\tb", "a\r\nb", "a\rb", "é", "中文", "😀", "\u0085", "a\u0085b",
    "\u2028", "a\u2028b\nc", "\ufeff", "a\ufeffb", "\x7f", "\x01", "\x1b[31m", "\u00a0a",
    "\ud7ff", "\ue000", "\ufffd", "\uffff", "\U0010ffff", "a" * 200, "word " * 40, "e5",
    "E", "inf", "nan", "x" * 1100 + ": y", "80/20", "c++", "AAEC", "=a", "a=", "None",
]
ALPHABETS = [
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abc XYZ-_.,:;#'\"!?&*|>%@`{}[]()=+~\\/0123456789",
    "ab \n", "éüñ中文字😀 a", "\t\r\n\x01\x1f\x7f\x85\u2028\u2029\ufeff\ufffe a",
]


def random_text(rng):
    if rng.random() < 0.4:
        return rng.choice(AWKWARD)
    alphabet = rng.choice(ALPHABETS)
    return "".join(rng.choice(alphabet) for _ in range(rng.choice([1, 2, 5, 12, 30])))


def random_integer(rng, bits, signed):
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if signed else (0, (1 << bits) - 1)
    if rng.random() < 0.3:
        return rng.choice([low, high, low + 1, high - 1, 1, 0, min(high, 1 << 53)])
    value = rng.getrandbits(rng.randint(1, bits))
    return max(low, min(high, -value if signed and rng.random() < 0.5 else value))


def random_value(rng, field, depth):
    kind = field.cpp_type
    if kind == field.CPPTYPE_MESSAGE:
        return random_message(rng, field.message_type, depth + 1)
    if kind == field.CPPTYPE_ENUM:
        return rng.choice(field.enum_type.values).number
    if kind == field.CPPTYPE_BOOL:
        return rng.random() < 0.5
    if field.type == field.TYPE_BYTES:
        return rng.randbytes(rng.choice([0, 1, 2, 3, 16, 32]))
    if kind == field.CPPTYPE_STRING:
        return random_text(rng)
    return random_integer(rng, 64 if kind in (field.CPPTYPE_INT64, field.CPPTYPE_UINT64)
                          else 32, kind in (field.CPPTYPE_INT32, field.CPPTYPE_INT64))


def random_message(rng, descriptor, depth=0):
    message = message_factory.MessageFactory(descriptor_pool.Default()) \
        .GetPrototype(descriptor)()
    share = (0.75, 0.6, 0.4, 0.3)[min(depth, 3)]
    for field in descriptor.fields:
        if rng.random() > share:
            continue
        if field.label == field.LABEL_REPEATED:
            count = rng.choice([1, 1, 2, 3]) if depth < 4 else 1
            values = [random_value(rng, field, depth) for _ in range(count)]
            getattr(message, field.name).extend(values)
        elif field.cpp_type == field.CPPTYPE_MESSAGE:
            getattr(message, field.name).CopyFrom(random_value(rng, field, depth))
        else:
            setattr(message, field.name, random_value(rng, field, depth))
    return message


# ---- the comparison --------------------------------------------------------------------

def their_json(rng, message):
    """google.protobuf's JSON in one of the styles it offers."""
    return json_format.MessageToJson(
        message, indent=rng.choice([None, 0, 2]),
        preserving_proto_field_name=rng.random() < 0.5,
        use_integers_for_enums=rng.random() < 0.3,
        ensure_ascii=rng.random() < 0.5).encode()


def compare(driver, message, rng, pure_python_yaml):
    """Yields what differs."""
    name = message.DESCRIPTOR.full_name
    wire = message.SerializeToString(deterministic=True)

    def read_back(form, text, whose):
        accepted, result = driver.ask("r", form, name, text)
        if not accepted:
            yield f"{whose} refused: {result.decode()}"
        elif result != wire:
            yield f"{whose} read as {result.hex()}"

    accepted, ours = driver.ask("w", "j", name, wire)
    if not accepted:
        yield f"JSON not written: {ours.decode()}"
        return
    if json_format.Parse(ours, type(message)()) != message:
        yield f"our JSON is another message to them: {ours.decode()}"
    theirs = json_format.MessageToDict(message)
    if json.dumps(json.loads(ours)) != json.dumps(theirs):
        yield f"our JSON {ours.decode()} is not theirs {json.dumps(theirs)}"
    yield from read_back("j", ours, "our JSON")
    yield from read_back("j", their_json(rng, message), "their JSON")

    accepted, ours = driver.ask("w", "y", name, wire)
    if not accepted:
        yield f"YAML not written: {ours.decode()}"
        return
    yield from read_back("y", ours, "our YAML")
    loader = yaml.SafeLoader if pure_python_yaml else yaml.CSafeLoader
    tree = yaml.load(ours.decode(), Loader=loader)
    if json_format.ParseDict(tree, type(message)()) != message:
        yield f"our YAML is another message to them: {ours.decode()}"


def run_batch(seed, batch):
    """The first failures of one batch."""
    types = [descriptor for _, descriptor in sorted(load_types().items())]
    driver = Driver()
    failures = []
    for index in range(batch * BATCH, (batch + 1) * BATCH):
        rng = random.Random(f"{seed}/{index}")
        message = random_message(rng, types[index % len(types)])
        pure = index % PURE_PYTHON_YAML_EVERY == 0
        try:
            found = list(compare(driver, message, rng, pure))
        except (json_format.ParseError, yaml.YAMLError, ValueError) as problem:
            found = [f"they refused: {problem}"]
        failures += [f"seed {seed}, message {index}, {message.DESCRIPTOR.full_name}: "
                     f"{text}" for text in found]
        if len(failures) >= FAILURES_SHOWN:
            break
    driver.close()
    return failures


def compare_messages(seed, count):
    """(passed, failed)"""
    failed = 0
    batches = range(-(-count // BATCH))
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count()) as pool:
        for failures in pool.map(run_batch, [seed] * len(batches), batches):
            for failure in failures[:FAILURES_SHOWN]:
                print(failure)
            failed += bool(failures)
    print(f"{len(batches) * BATCH} messages compared, {failed} batches with differences")
    return len(batches) - failed, failed


# ---- the table of what is read and refused ---------------------------------------------

def table_rows():
    """Each row of the table as a dict."""
    row = None
    for line in (CASES / "cases.txt").read_text().split("\n"):
        if line.startswith("["):
            row = {"name": line[1:-1]}
        elif row and " =" in line and not line.startswith("#"):
            field, value = line.split(" =", 1)
            row[field] = value.removeprefix(" ")
        elif row and not line:
            yield row
            row = None


def check_table():
    """(passed, failed): the wire lines are right, and Python does what the rows say."""
    sys.path.insert(0, str(CASES))
    make = importlib.import_module("make")
    sample = make.load_sample()
    text = (CASES / "cases.txt").read_text()
    failures = [] if make.with_wire(text, sample) == text else ["make.py was not run"]
    passed = 0
    for row in table_rows():
        if "json" not in row and "json_hex" not in row:
            continue
        stated = row.get("python", "refuse" if "refuse" in row else "accept")
        message = getattr(sample, row.get("type", "sample.Sample").split(".")[1])()
        content = (row["json"].replace("⏎", "\n").encode() if "json" in row
                   else bytes.fromhex(row["json_hex"]))
        try:
            json_format.Parse(content, message)
            done = "accept"
        except (json_format.ParseError, ValueError, TypeError, AttributeError):
            done = "refuse"
        wire = message.SerializeToString(deterministic=True).hex()
        if done != stated:
            failures.append(f"{row['name']}: stated {stated}, but Python does {done}")
        elif done == "accept" and "wire" in row and wire != row["wire"]:
            failures.append(f"{row['name']}: Python reads {wire}")
        else:
            passed += 1
    for failure in failures:
        print(f"cases.txt: {failure}")
    print(f"cases.txt: {passed} JSON rows as python3-protobuf has them")
    return passed, len(failures)


# ---- the page --------------------------------------------------------------------------

def fenced(page, language):
    return [part.partition("```")[0] for part in page.split(f"```{language}\n")[1:]]


def check_page():
    """(passed, failed): a YAML and a JSON block are one message, and the JSON is ours."""
    page = (ROOT / "proto/DOCUMENTS.md").read_text()
    pairs = list(zip(fenced(page, "yaml"), fenced(page, "json"), strict=True))
    types = load_types()
    factory = message_factory.MessageFactory(descriptor_pool.Default())
    driver = Driver()
    failed = 0 if pairs else 1
    for in_yaml, in_json in pairs:
        tree = json.loads(in_json)
        name = tree.pop("@type")
        message = factory.GetPrototype(types[name])()
        json_format.ParseDict(tree, message)
        wire = message.SerializeToString(deterministic=True)
        said = [driver.ask("r", "y", name, in_yaml.encode()),
                driver.ask("r", "j", name, in_json.encode())]
        ours = json.loads(driver.ask("w", "j", name, wire)[1])
        if said != [(True, wire)] * 2 or ours != tree:
            failed += 1
            print(f"DOCUMENTS.md, {name}: Python reads {wire}, we {said} and write {ours}")
    driver.close()
    return len(pairs) - failed if pairs else 0, failed


# ---- the YAML test suite ---------------------------------------------------------------

def suite_cases():
    """(name, text, whether it is YAML) of every case; one inherits what it does not say."""
    with tarfile.open(YAML_SUITE) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            if not member.name.endswith(".yaml"):
                continue
            case = {}
            for number, said in enumerate(yaml.load(archive.extractfile(member).read(),
                                                    Loader=yaml.CSafeLoader)):
                case = {**case, **said}
                if not case.get("skip"):
                    yield (f"{pathlib.Path(member.name).stem}/{number}",
                           visible(case["yaml"]), not case.get("fail", False))


def visible(text):
    """The suite writes some characters as signs."""
    for sign, meant in (("␣", " "), ("»", "\t"), ("—", ""), ("←", "\r"), ("⇔", "\ufeff"),
                        ("↵", ""), ("∎\n", "")):
        text = text.replace(sign, meant)
    return text


def allowed(events):
    """Our rules over the events of a parser: one document, no anchor, alias or tag, and
    no list or mapping as a key."""
    documents = 0
    stack = []  # per open collection: None for a list, else whether a key comes next
    for event in events:
        documents += isinstance(event, yaml.DocumentStartEvent)
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            return False
        if isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
        elif isinstance(event, yaml.NodeEvent):
            scalar = isinstance(event, yaml.ScalarEvent)
            if stack and stack[-1] and not scalar:
                return False
            if stack and stack[-1] is not None:
                stack[-1] = not stack[-1]
            if not scalar:
                stack.append(True if isinstance(event, yaml.MappingStartEvent) else None)
    return documents == 1


def expected_of(text):
    try:
        return allowed(list(yaml.parse(text, Loader=yaml.CLoader)))
    except yaml.YAMLError:
        return False


def check_yaml_suite():
    """(passed, failed, skipped): accepted is what libyaml reads and our rules allow."""
    if not YAML_SUITE.exists():
        print("no ../shared: the YAML test suite is skipped")
        return 0, 0, 1
    driver = Driver()
    passed = failed = lenient = 0
    for name, text, is_yaml in suite_cases():
        accepted, said = driver.ask("t", "y", "-", text.encode())
        lenient += accepted and not is_yaml
        if accepted == expected_of(text):
            passed += 1
            continue
        failed += 1
        print(f"YAML test suite {name}: {'accepted' if accepted else 'refused'}\n"
              f"{text}{said.decode()}")
    driver.close()
    print(f"YAML test suite: {passed} as the rules say, {failed} not; {lenient} accepted "
          "that the suite calls errors, as libyaml does")
    return passed, failed, 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    build()
    counts = [(*compare_messages(options.seed, options.messages), 0),
              (*check_table(), 0), (*check_page(), 0), check_yaml_suite()]
    passed, failed, skipped = map(sum, zip(*counts))
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
