"""A shop under php-fpm with opcache's preloading: children that recycle, graceful reloads, children killed within a drain; then
one child that stays, whose memory is looked at; then reloads that lose no request.

    fpm.py REQUESTS PHP_EXTENSION
"""
import concurrent.futures
import json
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import tempfile
import time

import fastcgi
from check import check
from platform_ledger import Ledger, serve, wait_for

here = pathlib.Path(__file__).parent
requests, extension = int(sys.argv[1]), sys.argv[2]
CHILDREN = 4
GROWTH_MAX_KIB = 256  # Over 4,000 requests: 64 bytes a request that were never given back would be seen.
HELD = 200
AFTER_ANSWER_S = 2.5


class Fpm:
    """php-fpm in the foreground, with a configuration and a socket of its own."""

    def __init__(self, folder, name, environment, children=CHILDREN, max_requests=0):
        self.count, self.socket = children, folder / f"{name}.sock"
        configuration = folder / f"{name}.conf"
        user = "user = root\ngroup = root\n" if os.getuid() == 0 else ""
        configuration.write_text(
            f"[global]\nerror_log = {folder}/fpm.log\npid = {folder}/fpm.pid\nprocess_control_timeout = 10\n"
            f"[shop]\n{user}listen = {self.socket}\npm = static\npm.max_children = {children}\n"
            f"pm.max_requests = {max_requests}\ncatch_workers_output = yes\n"
        )
        command = ["php-fpm8.2", "-F", "-n", "-y", configuration, "-d", f"extension={extension}"]
        command += ["-d", "extension=pdo", "-d", "extension=pdo_sqlite", "-d", "extension=posix", "-R"]
        # The preloading opens a client in the master: its children must not use it.
        command += ["-d", "zend_extension=opcache", "-d", f"opcache.preload={here / 'preload.php'}", "-d", "opcache.preload_user=root"]
        self.process = subprocess.Popen(command, env={**os.environ, **environment})
        wait_for(lambda: self.socket.exists() and len(self.children()) == self.count)

    def children(self):
        file = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(child) for child in pathlib.Path(file).read_text().split()]

    def reload(self):
        """The old children end their requests, then new ones take over."""
        before = set(self.children())
        self.process.send_signal(signal.SIGUSR2)
        wait_for(lambda: len(after := self.children()) == self.count and before.isdisjoint(after))

    def memory(self):
        """The only child, and KiB that it holds for itself when what follows its last answer is done."""
        time.sleep(AFTER_ANSWER_S)
        [child] = self.children()
        return child, int(re.search(r"RssAnon:\s+(\d+)", pathlib.Path(f"/proc/{child}/status").read_text())[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def main():
    fast = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # How durable a disk is, is looked at elsewhere.
    with tempfile.TemporaryDirectory(prefix="koppel-fpm-", dir=fast) as temporary:
        folder, ledger = pathlib.Path(temporary), Ledger()
        address, end = serve(ledger)
        environment = {"KOPPEL_FOLDER": str(folder), "KOPPEL_PLATFORM": address}
        code = "require $argv[1] . '/shop.php'; sync(new Koppel\\Client(config($argv[2], $argv[3])));"
        subprocess.run(["php", "-d", f"extension={extension}", "-r", code, here, folder, address], check=True)

        def visit(fpm, order):
            """A platform posts until it is answered, also by a child that is killed meanwhile."""
            for _ in range(200):
                try:
                    if key := fastcgi.ask(fpm.socket, here / "page.php", order, **environment):
                        return key
                except OSError:
                    pass
                time.sleep(0.05)
            raise SystemExit(f"{order} is never answered: {(folder / 'fpm.log').read_text()[-2000:]}")

        def visits(fpm, name, count, between=lambda nth: None):
            with concurrent.futures.ThreadPoolExecutor(CHILDREN) as pool:
                jobs = []
                for nth in range(count):
                    jobs.append(pool.submit(visit, fpm, f"{name}-{nth}"))
                    if nth % 50 == 0:
                        between(nth)
                        concurrent.futures.wait(jobs)
                return [job.result() for job in jobs]

        chance, kills, reloads = random.Random(5), [], []

        def disturb(nth):
            if nth % 250 == 50:
                reloads.append(fpm.reload())
            elif nth % 200 == 100 and (children := fpm.children()):
                kills.append(os.kill(chance.choice(children), signal.SIGKILL))

        with Fpm(folder, "recycled", environment, max_requests=5) as fpm:
            visits(fpm, "recycled", requests // 2, disturb)

        # A single child answers all, so that its caches are full before its memory is first looked at.
        with Fpm(folder, "stays", environment, children=1) as fpm:
            visits(fpm, "warm", requests // 10)
            child, before = fpm.memory()
            visits(fpm, "stays", requests - requests // 2 - requests // 10)
            same, after = fpm.memory()

        # No request is lost to a reload, though others are under way and none is asked twice.
        with Fpm(folder, "reloaded", environment) as fpm, concurrent.futures.ThreadPoolExecutor(CHILDREN) as pool:
            scripts = json.loads(fastcgi.ask(fpm.socket, here / "page.php", "preloaded", **environment))
            jobs = [pool.submit(fastcgi.ask, fpm.socket, here / "page.php", f"held-{nth}", **environment) for nth in range(HELD)]
            for _ in range(10):
                reloads.append(fpm.reload())
            lost = sum(job.exception() is not None or not job.result() for job in jobs)
        returns, posted = check(["php", "-d", f"extension={extension}"], folder, ledger, address)
        end()
        if "config.php" not in scripts:
            raise SystemExit(f"opcache preloaded nothing: {scripts}")
        if same != child:
            raise SystemExit("the child that stays has died")
        growth = after - before
        if lost:
            raise SystemExit(f"{lost} of {HELD} requests were lost to reloads")
        if posted != requests + HELD or growth >= GROWTH_MAX_KIB:
            raise SystemExit(f"{posted} of {requests} orders, {growth} KiB more in one child")
    print(f"{requests} php-fpm requests, {len(kills)} children killed, {len(reloads)} graceful reloads: 0 lost, 0 doubled, 0 stuck")
    print(f"  a child that stays grows by at most {growth} KiB after warm-up")
    print("1 passed, 0 failed")


main()
