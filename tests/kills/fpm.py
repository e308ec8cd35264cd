"""A shop under php-fpm with opcache's preloading: children that recycle, graceful reloads, children killed within a drain; then
children that stay, whose memory is looked at; then reloads that lose no request.

    fpm.py REQUESTS PHP_EXTENSION
"""
import concurrent.futures
import json
import os
import pathlib
import random
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
GROWTH_MAX_KIB = 1024
HELD = 200


class Fpm:
    """php-fpm in the foreground, with a configuration and a socket of its own."""

    def __init__(self, folder, max_requests, environment):
        self.socket = folder / f"fpm-{max_requests}.sock"
        configuration = folder / f"fpm-{max_requests}.conf"
        user = "user = root\ngroup = root\n" if os.getuid() == 0 else ""
        configuration.write_text(
            f"[global]\nerror_log = {folder}/fpm.log\npid = {folder}/fpm.pid\nprocess_control_timeout = 10\n"
            f"[shop]\n{user}listen = {self.socket}\npm = static\npm.max_children = {CHILDREN}\n"
            f"pm.max_requests = {max_requests}\ncatch_workers_output = yes\n"
        )
        command = ["php-fpm8.2", "-F", "-n", "-y", configuration, "-d", f"extension={extension}"]
        command += ["-d", "extension=pdo", "-d", "extension=pdo_sqlite", "-d", "extension=posix", "-R"]
        # The preloading opens a client in the master: its children must not use it.
        command += ["-d", "zend_extension=opcache", "-d", f"opcache.preload={here / 'preload.php'}", "-d", "opcache.preload_user=root"]
        self.process = subprocess.Popen(command, env={**os.environ, **environment})
        wait_for(self.socket.exists)

    def children(self):
        file = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(child) for child in pathlib.Path(file).read_text().split()]

    def reload(self):
        """The old children end their requests, then new ones take over."""
        before = set(self.children())
        self.process.send_signal(signal.SIGUSR2)
        wait_for(lambda: len(after := self.children()) == CHILDREN and before.isdisjoint(after))

    def end(self):
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

        fpm = Fpm(folder, 5, environment)
        try:
            visits(fpm, "recycled", requests // 2, disturb)
        finally:
            fpm.end()

        fpm = Fpm(folder, 0, environment)

        def memory():
            """KiB by child, as far as each is met. Each has what was preloaded."""
            with concurrent.futures.ThreadPoolExecutor(16) as pool:
                asked = [pool.submit(fastcgi.ask, fpm.socket, here / "page.php", "memory", **environment) for _ in range(64)]
                answers = [json.loads(one.result()) for one in asked]
            if any("config.php" not in scripts for _, _, scripts in answers):
                raise SystemExit(f"opcache preloaded nothing: {answers[0]}")
            return {child: resident for child, resident, _ in answers}

        def reload_under_way():
            """No request is lost to a reload, though others are under way and none is asked twice."""
            with concurrent.futures.ThreadPoolExecutor(CHILDREN) as pool:
                jobs = [pool.submit(fastcgi.ask, fpm.socket, here / "page.php", f"held-{nth}", **environment) for nth in range(HELD)]
                for _ in range(10):
                    reloads.append(fpm.reload())
                return sum(job.exception() is not None or not job.result() for job in jobs)

        try:
            visits(fpm, "warm", requests // 10)
            before = memory()
            visits(fpm, "stay", requests - requests // 2 - requests // 10)
            after = memory()
            lost = reload_under_way()
        finally:
            fpm.end()
        growth = max(after[child] - before[child] for child in after if child in before)
        returns, posted = check(["php", "-d", f"extension={extension}"], folder, ledger, address)
        end()
        if lost:
            raise SystemExit(f"{lost} of {HELD} requests were lost to reloads")
        if posted != requests + HELD or growth >= GROWTH_MAX_KIB:
            raise SystemExit(f"{posted} of {requests} orders, {growth} KiB more in one child")
    print(f"{requests} php-fpm requests, {len(kills)} children killed, {len(reloads)} graceful reloads: 0 lost, 0 doubled, 0 stuck")
    print(f"  a child that stays grows by at most {growth} KiB after warm-up")
    print("1 passed, 0 failed")


main()
