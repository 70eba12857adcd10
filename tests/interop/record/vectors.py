"""Worked examples: "[name]", then "field = value", as in the documents."""
import re


def read(text):
    """{name: {field: value}}"""
    cases, fields = {}, None
    for line in text.splitlines():
        heading = re.fullmatch(r"\[(.+)\]", line)
        if heading:
            fields = cases.setdefault(heading[1], {})
        elif line.startswith("```"):
            fields = None
        elif fields is not None and " =" in line:
            name, _, value = line.partition(" =")
            fields[name] = value.strip()
    return cases


def write(name, fields):
    lines = [f"[{name}]"]
    for field, value in fields.items():
        if isinstance(value, bytes):
            value = value.hex()
        lines.append(f"{field} = {value}".rstrip())
    return "\n".join(lines) + "\n"
