"""Who is measured: cofferfs with its kinds of volumes, other mounts, and the SDK alone."""

import os
import re
import shutil
import subprocess
import time

from .processes import Daemon, Failed, await_condition, check, clean_environment, cpu_seconds, peak_rss_bytes


class Mount:
    """A mount that answers. Its process stays a child, so that its pid and its end are known."""

    def __init__(self, command, directory, log, environment=None):
        self.directory = directory
        os.makedirs(directory, exist_ok=True)
        started = time.monotonic()
        self.daemon = Daemon(command, log, environment)
        try:
            await_condition(self._answers, 60, f"mounting with {os.path.basename(command[0])}")
        except Failed:
            self.close()
            raise
        self.mount_seconds = time.monotonic() - started

    def _answers(self):
        if not self.daemon.runs():
            raise Failed(f"{os.path.basename(self.daemon.process.args[0])} ended: {self.daemon.last_words()}")
        return os.path.ismount(self.directory)

    def cpu_seconds(self):
        return cpu_seconds(self.daemon.pid)

    def peak_rss_bytes(self):
        return peak_rss_bytes(self.daemon.pid)

    def close(self, seconds=120):
        """Unmounts and waits until the process has ended, with its uploads done."""
        fusermount = shutil.which("fusermount3") or "fusermount"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        for _ in range(20):  # a program that just ended may still be seen there
            if not os.path.ismount(self.directory):
                break
            if subprocess.run([fusermount, "-u", self.directory], **quiet).returncode == 0:
                break
            time.sleep(0.1)
        else:
            subprocess.run([fusermount, "-uz", self.directory], **quiet)
        if self.daemon.runs():
            self.daemon.await_end(seconds)
        # A process that died leaves a mount behind that answers nothing.
        if subprocess.run(["mountpoint", "-q", self.directory], **quiet).returncode == 0:
            subprocess.run([fusermount, "-uz", self.directory], **quiet)


class Subject:
    """Someone to be measured. Those with the same data set share what was prepared."""

    secure = False
    asynchronous = False

    def missing(self):
        """What has to be installed, or nothing."""
        return None

    def caches_on_disk(self):
        return False


class Cofferfs(Subject):
    def __init__(self, name, data, installation, work, options=(), init=(), secure=False):
        self.name = name
        self.data = data
        self.cofferfs = installation.cofferfs
        self.work = work
        self.options = list(options)
        self.init = init
        self.secure = secure
        self.more = []

    def _connect(self, endpoint, server):
        words = ["--endpoint-url", endpoint, *self.options]
        return words + (["--ca-bundle", server.ca_bundle] if self.secure else [])

    def make(self, server):
        for option, file in zip(self.options, self.options[1:]):
            if option in ("--key-file", "--sse-c-key-file") and not os.path.exists(file):
                check(self.cofferfs, "keygen", file)
        if self.init is not None:
            endpoint = server.tls_endpoint if self.secure else server.endpoint
            check(
                self.cofferfs, "init", f"s3://{self.data}", *self._connect(endpoint, server), *self.init,
                env=clean_environment(server.environment),
            )

    def caches_on_disk(self):
        return "--cache-dir" in check(self.cofferfs, "mount", "--help")

    def mount(self, endpoint, server, directory, cache=None):
        command = [self.cofferfs, "mount", f"s3://{self.data}", directory, "--foreground"]
        cached = ["--cache-dir", cache] if cache else []
        return Mount(
            command + self._connect(endpoint, server) + cached + self.more,
            directory,
            os.path.join(self.work, f"{self.name}.log"),
            server.environment,
        )

    def version(self):
        return check(self.cofferfs, "--version").split("\n")[0].strip()


class S3fs(Subject):
    name = "s3fs"

    def __init__(self, data, work):
        self.data = data
        self.work = work

    def missing(self):
        return None if shutil.which("s3fs") else "s3fs is not installed (apt-get install s3fs)"

    def make(self, server):
        self.password = os.path.join(self.work, "s3fs.password")
        with open(os.open(self.password, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write("{AWS_ACCESS_KEY_ID}:{AWS_SECRET_ACCESS_KEY}\n".format(**server.environment))

    def caches_on_disk(self):
        return True

    def mount(self, endpoint, server, directory, cache=None):
        options = f"use_cache={cache}," if cache else ""
        options += f"url={endpoint},endpoint={server.environment['AWS_REGION']},use_path_request_style"
        return Mount(
            ["s3fs", self.data, directory, "-f", "-o", f"{options},passwd_file={self.password}"],
            directory,
            os.path.join(self.work, "s3fs.log"),
        )

    def version(self):
        return re.search(r"V[\d.]+", check("s3fs", "--version")).group(0)


class Rclone(Subject):
    """rclone mount over crypt; it uploads some time after a file is closed."""

    name = "rclone"
    asynchronous = True

    def __init__(self, data, work):
        self.data = data
        self.work = work
        self.configuration = os.path.join(work, "rclone.conf")

    def missing(self):
        return None if shutil.which("rclone") else "rclone is not installed (apt-get install rclone)"

    def make(self, server):
        self.password = check("rclone", "obscure", os.urandom(16).hex()).strip()

    def _configure(self, endpoint, server, cache=None):
        with open(os.open(self.configuration, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(
                "[s3]\ntype = s3\nprovider = Other\nforce_path_style = true\n"
                f"endpoint = {endpoint}\nregion = {server.environment['AWS_REGION']}\n"
                f"access_key_id = {server.environment['AWS_ACCESS_KEY_ID']}\n"
                f"secret_access_key = {server.environment['AWS_SECRET_ACCESS_KEY']}\n"
                f"[crypt]\ntype = crypt\nremote = s3:{self.data}\npassword = {self.password}\n"
            )
        return ["--config", self.configuration, "--cache-dir", cache or os.path.join(self.work, "rclone-cache")]

    def caches_on_disk(self):
        return True

    def mount(self, endpoint, server, directory, cache=None):
        options = self._configure(endpoint, server, cache)
        return Mount(
            ["rclone", "mount", "crypt:", directory, "--vfs-cache-mode", "full" if cache else "writes", *options],
            directory,
            os.path.join(self.work, "rclone.log"),
        )

    def copy_in(self, server, source, target):
        """What is prepared goes in without the mount, which would not tell when it is there."""
        check("rclone", "copy", *self._configure(server.endpoint, server), source, f"crypt:{target}")

    def version(self):
        return check("rclone", "version").split("\n")[0].strip()


class LocalDisk(Subject):
    """A directory of this machine's disk: what a cache on disk is held against."""

    name = "disk"
    data = "disk"

    def __init__(self, work):
        self.directory = os.path.join(work, "disk")

    def make(self, server):
        os.makedirs(self.directory)


class Floor(Subject):
    """The AWS SDK moving the same bytes, without a mount."""

    name = "floor"

    def __init__(self, data, installation, work):
        self.data = data
        self.installation = installation
        self.work = work

    def make(self, server):
        self.environment = server.environment

    def start(self, endpoint, parallel):
        return Daemon(
            [self.installation.java, "-Xmx1g", "-XX:+UseParallelGC", "-cp", self.installation.floor_path]
            + ["io.cofferfs.test.bench.TransferFloor", endpoint, self.data, str(parallel)],
            os.path.join(self.work, "floor.log"),
            self.environment,
            conversing=True,
        )


def known_subjects(installation, work):
    """By name. The plain bucket is shared by all who store files as they are."""
    key, customer_key = os.path.join(work, "volume.key"), os.path.join(work, "sse-c.key")
    coffer = ["--key-file", key]
    subjects = [
        Floor("bench-plain", installation, work),
        Cofferfs("plain", "bench-plain", installation, work, ["--cse", "none"], init=None),
        Cofferfs("coffer", "bench-coffer", installation, work, coffer),
        Cofferfs("coffer+names", "bench-names", installation, work, coffer, init=["--encrypt-names"]),
        Cofferfs(
            "sse-c", "bench-sse-c", installation, work,
            ["--cse", "none", "--sse", "c", "--sse-c-key-file", customer_key], init=None, secure=True,
        ),
        LocalDisk(work),
        S3fs("bench-plain", work),
        Rclone("bench-rclone", work),
    ]
    return {subject.name: subject for subject in subjects}
