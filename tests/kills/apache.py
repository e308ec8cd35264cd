"""A shop under Apache's own PHP module: children that recycle, and graceful restarts, which load PHP and its extensions anew.

    apache.py REQUESTS PHP_EXTENSION
"""
import concurrent.futures
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from check import check
from platform_ledger import Ledger, serve, wait_for

here = pathlib.Path(__file__).parent
requests, extension = int(sys.argv[1]), sys.argv[2]
modules = "/usr/lib/apache2/modules"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def configure(folder, port, address):
    """A server of its own: nothing of the machine's configuration is read."""
    (folder / "php.ini").write_text("".join(f"extension={name}\n" for name in (extension, "pdo", "pdo_sqlite", "posix")))
    (folder / "apache.conf").write_text(
        f"ServerRoot {folder}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {folder}/apache.pid\n"
        f"ErrorLog {folder}/apache.log\nDocumentRoot {folder}/pages\nUser www-data\nGroup www-data\nPHPIniDir {folder}\n"
        f"LoadModule mpm_prefork_module {modules}/mod_mpm_prefork.so\nLoadModule authz_core_module {modules}/mod_authz_core.so\n"
        f"LoadModule env_module {modules}/mod_env.so\nLoadModule php_module {modules}/libphp8.2.so\n"
        "StartServers 4\nMaxRequestWorkers 4\nMaxConnectionsPerChild 20\n"
        f"SetEnv KOPPEL_FOLDER {folder}\nSetEnv KOPPEL_PLATFORM {address}\n"
        "<FilesMatch \\.php$>\nSetHandler application/x-httpd-php\n</FilesMatch>\n"
    )
    (folder / "pages").mkdir()
    for page in ("page.php", "shop.php", "config.php"):
        shutil.copy(here / page, folder / "pages")


def main():
    if os.getuid() != 0:
        print("Apache gives up its rights only where it has them: not looked at without root\n1 passed, 0 failed")
        return
    with tempfile.TemporaryDirectory(prefix="koppel-apache-") as temporary:
        folder, ledger, port = pathlib.Path(temporary), Ledger(), free_port()
        address, end = serve(ledger)
        configure(folder, port, address)
        code = "require $argv[1] . '/shop.php'; sync(new Koppel\\Client(config($argv[2], $argv[3])));"
        subprocess.run(["php", "-d", f"extension={extension}", "-r", code, here, folder, address], check=True)
        subprocess.run(["chown", "-R", "www-data:", folder], check=True)
        environment = {**os.environ, "PHP_INI_SCAN_DIR": ""}
        # It ends its whole group.
        server = subprocess.Popen(["apache2", "-f", folder / "apache.conf", "-DFOREGROUND"], env=environment, start_new_session=True)

        def visit(order):
            for _ in range(200):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/page.php?{order}", timeout=60) as answer:
                        return answer.read()
                except (OSError, http.client.HTTPException):
                    time.sleep(0.1)
            raise SystemExit(f"{order} is never answered: {(folder / 'apache.log').read_text()[-2000:]}")

        restarts = 0
        try:
            wait_for((folder / "apache.pid").exists)
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                jobs = []
                for nth in range(requests):
                    jobs.append(pool.submit(visit, f"order-{nth}"))
                    if nth % 50 == 25:
                        server.send_signal(signal.SIGUSR1)
                        restarts += 1
                        concurrent.futures.wait(jobs)
                for job in jobs:
                    job.result()
        finally:
            server.terminate()
            server.wait()
        log = (folder / "apache.log").read_text()
        returns, posted = check(["php", "-d", f"extension={extension}"], folder, ledger, address)
        end()
        if posted != requests or "exit signal" in log:
            raise SystemExit(f"{posted} of {requests} orders\n{log[-2000:]}")
    print(f"{requests} requests under Apache's module, {restarts} graceful restarts: 0 lost, 0 doubled, 0 crashed")
    print("1 passed, 0 failed")


main()
