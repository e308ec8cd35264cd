"""What has to hold at the end, whoever was killed: what was acknowledged is there once, what is done was booked once, and
the shop has taken over each order once."""
import collections
import json
import pathlib
import subprocess

here = pathlib.Path(__file__).parent


def lines(file):
    return file.read_text().splitlines() if file.exists() else []


def check(php, folder, ledger, address):
    """Gives how many returns and how many posted orders were acknowledged."""
    said = subprocess.run([*php, here / "check.php", folder, address], capture_output=True, text=True)
    if said.returncode or not said.stdout.startswith("{"):
        raise SystemExit(said.stdout + said.stderr)
    found = json.loads(said.stdout)
    entries, taken = found["entries"], collections.Counter(found["taken_over"])
    acknowledged, posted = lines(folder / "acknowledged"), lines(folder / "posted")
    wrong = {
        "lost": [key for key in acknowledged if entries.get(key) != "done"],
        "not booked": [key for key in entries if key not in ledger.booked],
        "made up": [key for key in ledger.booked if key not in entries],
        "stuck": [key for key, state in entries.items() if state != "done"],
        "not taken over": [order for order in posted if order not in taken],
        "taken over twice": [order for order, times in taken.items() if times > 1],
    }
    if any(wrong.values()) or not acknowledged or not posted:
        raise SystemExit(f"{ {name: keys[:3] for name, keys in wrong.items()} }\n{found['health']}")
    return len(set(acknowledged)), len(set(posted))
