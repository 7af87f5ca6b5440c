"""What is measured. A workload prepares its data once per data set, and runs on a fresh mount."""

import json
import os
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .processes import Failed, check

MIB = 1 << 20
SMALL = 64 * 1024


@dataclass(frozen=True)
class Outcome:
    """What one run took: what counts in a workload is made of these by its unit."""

    seconds: float
    operations: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Unit:
    """A figure made of an outcome."""

    name: str
    more_is_better: bool
    of: object


MB_PER_SECOND = Unit("MB/s", True, lambda o: o.bytes / 1e6 / o.seconds)
PER_SECOND = Unit("/s", True, lambda o: o.operations / o.seconds)
MS_PER_FILE = Unit("ms/file", False, lambda o: 1000 * o.seconds / o.operations)
SECONDS = Unit("s", False, lambda o: o.seconds)


@dataclass(frozen=True)
class Scale:
    """How much of the full size is moved."""

    factor: float

    def mebibytes(self, full):
        return max(8, int(full * self.factor) // 8 * 8)

    def count(self, full, least=16):
        return max(least, int(full * self.factor))


@dataclass(frozen=True)
class Run:
    """One run of one subject."""

    scale: Scale
    subject: str
    round: int

    def own(self, name):
        """A name that no other run uses."""
        return f"{name}-{self.subject.replace('+', '-')}-{self.round}"


class Workload:
    """Named on the command line; `data` is a directory that `prepare` fills, if it is not there yet."""

    unit = SECONDS
    data = None
    writes = False
    needs = ()
    parallel = 16

    def __init__(self, name, title):
        self.name = name
        self.title = title

    def missing(self):
        for program in self.needs:
            if not shutil.which(program):
                return f"{program} is not installed (apt-get install {program})"
        return None

    def prepare(self, directory, scale):
        """Fills a directory of any file system; its name is `data`."""

    def prepare_run(self, directory, run):
        """What one run alone consumes, below `directory`; only where `consumes`."""

    consumes = False

    def before(self, place, run):
        """On the mount to be measured, before it is."""

    def run(self, place, run):
        raise NotImplementedError

    def floor(self, run):
        """The step of the floor that moves the same bytes; None where there is no such thing."""
        return None

    def operations(self, scale):
        return 0


def random_file(path, mebibytes):
    with open(path, "wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(MIB))


def small_files(directory, count, size=SMALL):
    for i in range(count):
        with open(os.path.join(directory, f"{i:06d}"), "wb") as file:
            file.write(os.urandom(size))


def timed(action):
    start = time.monotonic()
    action()
    return time.monotonic() - start


def read_whole(path):
    total = 0
    buffer = bytearray(MIB)
    with open(path, "rb", buffering=0) as file:
        while count := file.readinto(buffer):
            total += count
    return total


# Large files


class BigFile(Workload):
    data = "big"
    full_mib = 1024

    def mebibytes(self, scale):
        return scale.mebibytes(self.full_mib)

    def prepare(self, directory, scale):
        random_file(os.path.join(directory, "file"), self.mebibytes(scale))


class FioRead(BigFile):
    """Reads with fio, whose own start is not counted."""

    needs = ("fio",)

    def __init__(self, name, title, unit, jobs, options, operations=None):
        super().__init__(name, title)
        self.unit = unit
        self.jobs = jobs
        self.options = options
        self.random_operations = operations

    def run(self, place, run):
        size = self.mebibytes(run.scale)
        command = ["fio", f"--name={self.name}", f"--filename={place}/big/file", "--readonly", "--invalidate=0"]
        command += [f"--numjobs={self.jobs}", "--thread", "--output-format=json", "--allrandrepeat=1", *self.options]
        if self.random_operations:
            command += [f"--number_ios={self._per_job(run.scale)}", f"--size={size}M", "--norandommap"]
        elif "--rw=read" in self.options and self.jobs > 1 and "--same-bytes" not in self.options:
            command += [f"--size={size // self.jobs}M", f"--offset_increment={size // self.jobs}M"]
        else:
            command += [f"--size={size}M"]
        jobs = json.loads(check(*[word for word in command if word != "--same-bytes"]))["jobs"]
        errors = [job["error"] for job in jobs if job["error"]]
        if errors:
            raise Failed(f"fio: error {errors[0]}")
        return Outcome(
            max(job["read"]["runtime"] for job in jobs) / 1000,
            sum(job["read"]["total_ios"] for job in jobs),
            sum(job["read"]["io_bytes"] for job in jobs),
        )

    def _per_job(self, scale):
        return max(10, int(self.random_operations * min(1, scale.factor * 4)) // self.jobs)

    @property
    def parallel(self):
        return self.jobs if self.random_operations else 16

    def floor(self, run):
        size = self.mebibytes(run.scale)
        if self.random_operations:
            block = next(int(word[5:-1]) for word in self.options if word.startswith("--bs="))
            return f"random big/file {size} {self._per_job(run.scale) * self.jobs} {block * 1024}"
        return f"read big/file {size}" if "--rw=read" in self.options else None


class SequentialWrite(BigFile):
    unit = MB_PER_SECOND
    data = None
    writes = True

    def __init__(self, name, title, writers):
        super().__init__(name, title)
        self.writers = writers

    def before(self, place, run):
        os.makedirs(os.path.join(place, "written"), exist_ok=True)

    def run(self, place, run):
        each = self.mebibytes(run.scale) // self.writers
        block = memoryview(os.urandom(8 * MIB))

        def write(number):
            with open(os.path.join(place, "written", f"{run.own(self.name)}-{number}"), "wb", buffering=0) as file:
                for i in range(each):
                    start = i % 8 * MIB
                    file.write(block[start : start + MIB])
                os.fsync(file.fileno())

        with ThreadPoolExecutor(self.writers) as pool:
            seconds = timed(lambda: list(pool.map(write, range(self.writers))))
        return Outcome(seconds, self.writers, each * self.writers * MIB)

    def floor(self, run):
        return f"write written/{run.own(self.name)} {self.mebibytes(run.scale)}"


# Small files


class SmallFiles(Workload):
    data = "small"
    full_count = 500

    def count(self, scale):
        return scale.count(self.full_count)

    def prepare(self, directory, scale):
        small_files(directory, self.count(scale))


class CreateSmall(SmallFiles):
    unit = MS_PER_FILE
    data = None
    writes = True

    def before(self, place, run):
        os.makedirs(os.path.join(place, run.own("created")))

    def run(self, place, run):
        count = self.count(run.scale)
        content = os.urandom(SMALL)
        target = os.path.join(place, run.own("created"))

        def create():
            for i in range(count):
                with open(os.path.join(target, f"{i:06d}"), "wb") as file:
                    file.write(content)

        return Outcome(timed(create), count, count * SMALL)

    def floor(self, run):
        return f"put {run.own('created')} {self.count(run.scale)} {SMALL}"


class ReadSmall(SmallFiles):
    def __init__(self, name, title, unit, readers):
        super().__init__(name, title)
        self.unit = unit
        self.readers = readers

    def run(self, place, run):
        directory = os.path.join(place, "small")
        count = self.count(run.scale)
        paths = [os.path.join(directory, f"{i:06d}") for i in range(count)]
        if self.readers == 1:
            read = 0

            def read_all():
                nonlocal read
                read = sum(map(read_whole, paths))

            seconds = timed(read_all)
            if read != count * SMALL:
                raise Failed(f"read {read} bytes")
        else:
            # Processes, as it is processes that users start; each takes every n-th file.
            seconds = timed(
                lambda: check("sh", "-c", f'ls | xargs -P {self.readers} -n {-(-count // self.readers)} cat >/dev/null',
                              cwd=directory)
            )
        return Outcome(seconds, count, count * SMALL)

    def floor(self, run):
        return f"get small {self.count(run.scale)}"


class RemoveSmall(SmallFiles):
    data = None
    consumes = True
    writes = True

    def prepare_run(self, directory, run):
        small_files(directory, self.count(run.scale), size=1024)

    def run(self, place, run):
        count = self.count(run.scale)
        return Outcome(timed(lambda: check("rm", "-r", os.path.join(place, run.own(self.name)))), count)

    def floor(self, run):
        return f"delete {run.own(self.name)}"


class ListFiles(Workload):
    """A listing by an ordinary program, of a directory that this mount has never seen."""

    def __init__(self, name, title, files, command, data=None):
        super().__init__(name, title)
        self.files = files
        self.command = command
        self.data = data or f"many-{files}"

    def count(self, scale):
        return scale.count(self.files)

    def prepare(self, directory, scale):
        small_files(directory, self.count(scale), size=SMALL if self.data == "small" else 16)

    def run(self, place, run):
        def listed():
            lines = check(*self.command, self.data, cwd=place).count("\n")
            if lines < self.count(run.scale):
                raise Failed(f"{lines} lines for {self.count(run.scale)} files")

        return Outcome(timed(listed), self.count(run.scale))

    def floor(self, run):
        return f"list {self.data}"


def known_workloads():
    """By name, in the order in which they run."""
    ls, ls_l, find = ("ls", "-U"), ("ls", "-l"), ("find",)
    workloads = [
        FioRead("seq-read", "sequential read, 1 GiB, cold", MB_PER_SECOND, 1, ["--rw=read", "--bs=1M"]),
        FioRead("seq-read-4", "sequential read, 1 GiB, 4 readers", MB_PER_SECOND, 4, ["--rw=read", "--bs=1M"]),
        FioRead("rand-read-4k", "random read 4 KiB, 1 reader", PER_SECOND, 1, ["--rw=randread", "--bs=4k"], 200),
        FioRead("rand-read-4k-16", "random read 4 KiB, 16 readers", PER_SECOND, 16, ["--rw=randread", "--bs=4k"], 1600),
        FioRead("rand-read-256k", "random read 256 KiB, 1 reader", MB_PER_SECOND, 1, ["--rw=randread", "--bs=256k"], 200),
        FioRead(
            "rand-read-256k-16", "random read 256 KiB, 16 readers", MB_PER_SECOND, 16, ["--rw=randread", "--bs=256k"], 800
        ),
        SequentialWrite("seq-write", "sequential write, 1 GiB, and fsync", 1),
        SequentialWrite("seq-write-4", "sequential write, 1 GiB, and fsync, 4 writers", 4),
        CreateSmall("small-create", "create 500 files of 64 KiB, one by one"),
        ReadSmall("small-read", "read 500 files of 64 KiB in order, cold", MS_PER_FILE, 1),
        ReadSmall("small-read-16", "read 500 files of 64 KiB, 16 processes", SECONDS, 16),
        ListFiles("small-ls-l", "ls -l of 500 files, cold", 500, ls_l, "small"),
        RemoveSmall("small-rm", "rm -r of 500 files"),
        ListFiles("ls-10k", "ls of 10,000 files", 10_000, ls),
        ListFiles("ls-l-10k", "ls -l of 10,000 files", 10_000, ls_l),
        ListFiles("find-10k", "find of 10,000 files", 10_000, find),
    ]
    return {workload.name: workload for workload in workloads}
