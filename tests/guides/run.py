"""Does what a guide says, as its reader would: writes its programs, runs its commands, compares what they say.

    run.py PAGE FOLDER

A fence with a file name behind its language is that file; `sh` is run, all of a page in one shell, with HOME in
FOLDER and this repository there as `koppel`; `text` is what the commands before it print.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

page, folder = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)
(folder / "koppel").symlink_to(Path(__file__).resolve().parents[2])

script, expected, commands = ["set -euo pipefail"], {}, 0
for info, content in re.findall(r"^```([^\n]*)\n(.*?)^```$", page.read_text(), re.M | re.S):
    language, _, name = info.partition(" ")
    if name:
        (folder / name).write_text(content)
    elif language == "sh":
        commands += 1
        script.append(f"{{\n{content}}} >said.{commands} 2>&1 </dev/null")
    elif language == "text":
        expected[commands] = content
    else:
        sys.exit(f"{page.name}: a block of '{info}' is neither a file, nor run, nor compared")

# A reader has set nothing.
INSTALLED = ("PREFIX", "LIBDIR", "PKG_CONFIG_PATH", "LD_LIBRARY_PATH")
environment = {name: value for name, value in os.environ.items() if name not in INSTALLED}
environment["HOME"] = str(folder)
command = ["bash", "-c", "\n".join(script)]
shell = subprocess.Popen(command, cwd=folder, env=environment, start_new_session=True)
try:
    status = shell.wait(timeout=120)
finally:
    # What a guide leaves running ends with it.
    try:
        os.killpg(shell.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass

wrong = status != 0 or commands == 0
for nth in range(1, commands + 1):
    said = folder / f"said.{nth}"
    said = said.read_text() if said.exists() else "(not run)\n"
    if nth in expected and said != expected[nth] or status != 0:
        wrong = True
        print(f"{page.name}, commands {nth} said:\n{said}", end="")
sys.exit(wrong)
