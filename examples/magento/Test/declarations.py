#!/usr/bin/env python3
"""Whether what the module's XML names is there: every file is well-formed, every class of the module exists with the methods
that its place calls, every class of Magento is one that framework.txt lists, and everything that people read has its Dutch."""
import csv
import pathlib
import re
import sys
import xml.etree.ElementTree

module = pathlib.Path(__file__).resolve().parent.parent
faults = []
OWN = "Koppel\\Coupling\\"
CALLED = {"instance": "execute", "type": r"(before|after|around)[A-Z]\w*"}


def source_of(name):
    name = name.removesuffix("\\Proxy")  # Magento makes it of the class.
    file = module / (name.removeprefix(OWN).replace("\\", "/") + ".php")
    return file.read_text() if file.is_file() else None


def check(name, where, method=None):
    if not name.startswith(OWN):
        return name in known or faults.append(f"{where}: {name} is not in Test/framework.txt")
    source = source_of(name)
    space, _, short = name.removesuffix("\\Proxy").rpartition("\\")
    if source is None or f"namespace {space};" not in source or not re.search(rf"^class {short}\b", source, re.M):
        faults.append(f"{where}: there is no class {name}")
    elif method and not re.search(rf"public function {method}\(", source):
        faults.append(f"{where}: {name} has no {method}")


def texts(root):
    for element in root.iter():
        for member in element.get("translate", "").split():
            found = element.find(member)
            if found is not None:
                yield found.text
            elif element.get(member):
                yield element.get(member)
    for title in root.iter("title"):
        yield title.text


known = set((module / "Test/framework.txt").read_text().split())
read = set()
for file in sorted(module.glob("etc/**/*.xml")):
    where = file.relative_to(module)
    root = xml.etree.ElementTree.parse(file).getroot()
    read.update(texts(root))
    for element in root.iter():
        for attribute in ("name", "type", "instance", "backend_model"):
            value = element.get(attribute, "")
            if "\\" in value:
                is_called = element.tag in ("plugin", "observer", "job")
                check(value, where, CALLED.get(attribute) if is_called else None)
        if element.text and re.fullmatch(r"\s*\w+(\\\w+)+\s*", element.text):
            check(element.text.strip(), where)
for file in sorted(module.rglob("*.php")):
    source, where = file.read_text(), file.relative_to(module)
    if "declare(strict_types=1);" not in source:
        faults.append(f"{where}: no strict types")
    if where.parts[0] == "Test":
        continue
    for name in re.findall(r"^use ((?:Magento|Koppel\\Coupling)\\[\w\\]+);", source, re.M):
        check(name, where)
    read.update(text.replace("\\'", "'") for text in re.findall(r"__\(\s*'((?:[^'\\]|\\.)*)'", source))

with open(module / "i18n/nl_NL.csv", newline="") as file:
    dutch = dict(csv.reader(file))
for text in sorted(read - dutch.keys()):
    faults.append(f"i18n/nl_NL.csv lacks {text!r}")
for text in sorted(dutch.keys() - read):
    faults.append(f"i18n/nl_NL.csv has {text!r}, which nobody says")
for text, own in dutch.items():
    if set(re.findall(r"%\d", text)) != set(re.findall(r"%\d", own)):
        faults.append(f"i18n/nl_NL.csv: other values in {own!r}")
print("\n".join(faults) or f"{len(read)} texts, {len(known)} names of Magento")
sys.exit(bool(faults))
