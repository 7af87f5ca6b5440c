"""What is measured. A workload prepares its data once per data set, and runs on a fresh mount."""

import json
import mmap
import os
import shutil
import tarfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from . import loader
from .processes import Failed, check

MIB = 1 << 20
SMALL = 64 * 1024


@dataclass(frozen=True)
class Outcome:
    """What one run took: what counts in a workload is made of these by its unit."""

    seconds: float
    operations: int = 0
    bytes: int = 0
    more: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Unit:
    """A figure made of an outcome."""

    name: str
    more_is_better: bool
    of: object


MB_PER_SECOND = Unit("MB/s", True, lambda o: o.bytes / 1e6 / o.seconds)
PER_SECOND = Unit("/s", True, lambda o: o.operations / o.seconds)
MS_PER_FILE = Unit("ms/file", False, lambda o: 1000 * o.seconds / o.operations)
MILLISECONDS = Unit("ms", False, lambda o: 1000 * o.seconds)
SAMPLES_PER_SECOND = Unit("samples/s", True, lambda o: o.operations / o.seconds)
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
    # Where to keep a cache on disk: only those who have such a thing take part.
    disk_cache = False
    # Whether requests for each file or read tell something about it.
    counts_requests = False
    # Mounts anew between `before` and `run`.
    remounts = False

    def __init__(self, name, title):
        self.name = name
        self._title = title

    def title(self, scale):
        """With the sizes of this scale in it."""
        mebibytes = self.mebibytes(scale) if hasattr(self, "mebibytes") else 0
        size = f"{mebibytes / 1024:g} GiB" if mebibytes % 1024 == 0 else f"{mebibytes} MiB"
        return self._title.format(size=size, files=f"{self.count(scale):,}" if hasattr(self, "count") else "")

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

    def clean_up(self, place, run):
        """Takes away what the run wrote and nobody reads, once it was measured: servers have no end of memory."""

    def floor_clean_up(self):
        """The same as a step of the floor, or None."""
        return None


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
        self.counts_requests = operations is not None

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
            with open(self._file(place, run, number), "wb", buffering=0) as file:
                for i in range(each):
                    start = i % 8 * MIB
                    file.write(block[start : start + MIB])
                os.fsync(file.fileno())

        with ThreadPoolExecutor(self.writers) as pool:
            seconds = timed(lambda: list(pool.map(write, range(self.writers))))
        return Outcome(seconds, self.writers, each * self.writers * MIB)

    def _file(self, place, run, number):
        return os.path.join(place, "written", f"{run.own(self.name)}-{number}")

    def floor(self, run):
        return f"write written/{run.own(self.name)} {self.mebibytes(run.scale)}"

    def clean_up(self, place, run):
        for number in range(self.writers):
            os.unlink(self._file(place, run, number))

    def floor_clean_up(self):
        return "delete written"


class PythonRead(BigFile):
    """Reads in an order of its own, which `reads` gives as (offset, length)."""

    unit = MB_PER_SECOND

    def __init__(self, name, title, reads):
        super().__init__(name, title)
        self.reads = reads

    def run(self, place, run):
        with open(os.path.join(place, "big/file"), "rb", buffering=0) as file:
            size = self.mebibytes(run.scale) * MIB
            reads = list(self.reads(size))
            seconds = timed(lambda: read_all(file.fileno(), reads))
        return Outcome(seconds, len(reads), sum(length for _, length in reads))


def read_all(descriptor, reads):
    for offset, length in reads:
        if len(os.pread(descriptor, length, offset)) != length:
            raise Failed(f"a short read at {offset}")


def interleaved(size):
    """Two readers, one from the beginning and one from the middle on."""
    for offset in range(0, size // 2, MIB):
        yield offset, MIB
        yield size // 2 + offset, MIB


def strided(size):
    return ((offset, 64 * 1024) for offset in range(0, size, MIB))


class MappedRead(BigFile):
    unit = MB_PER_SECOND

    def run(self, place, run):
        with open(os.path.join(place, "big/file"), "rb") as file:
            with mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ) as mapped:
                seconds = timed(lambda: [mapped[at : at + MIB] for at in range(0, len(mapped), MIB)])
                return Outcome(seconds, 0, len(mapped))

    def floor(self, run):
        return f"read big/file {self.mebibytes(run.scale)}"


class FirstByte(BigFile):
    """From opening a file on to its first byte, on a mount that has just begun to answer."""

    unit = MILLISECONDS

    def run(self, place, run):
        def read():
            with open(os.path.join(place, "big/file"), "rb", buffering=0) as file:
                file.read(1)

        return Outcome(timed(read), 1, 1)


class SecondEpoch(Workload):
    """All of a data set for the second time."""

    unit = MB_PER_SECOND
    data = "epoch"
    files = 8

    def __init__(self, name, title, disk_cache=False, remounts=False):
        super().__init__(name, title)
        self.disk_cache = disk_cache
        self.remounts = remounts

    def mebibytes(self, scale):
        return scale.mebibytes(2048) // self.files * self.files

    def prepare(self, directory, scale):
        for i in range(self.files):
            random_file(os.path.join(directory, f"{i:06d}"), self.mebibytes(scale) // self.files)

    def before(self, place, run):
        self._read(place)
        if self.disk_cache and not self.remounts:
            forget(os.path.join(place, "epoch"))

    def run(self, place, run):
        seconds = timed(lambda: self._read(place))
        return Outcome(seconds, self.files, self.mebibytes(run.scale) * MIB)

    @staticmethod
    def _read(place):
        for entry in sorted(os.scandir(os.path.join(place, "epoch")), key=lambda entry: entry.name):
            read_whole(entry.path)


def forget(directory):
    """Has the kernel drop its pages of these files."""
    for entry in os.scandir(directory):
        descriptor = os.open(entry.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)  # what is not written yet would stay
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)


class Append(BigFile):
    """A line at the end of a large file, and fsync, again and again."""

    unit = MS_PER_FILE
    data = "append"
    writes = True
    times = 5

    def run(self, place, run):
        line = os.urandom(1024)

        def append():
            for _ in range(self.times):
                with open(os.path.join(place, "append/file"), "ab", buffering=0) as file:
                    file.write(line)
                    os.fsync(file.fileno())

        return Outcome(timed(append), self.times, self.times * len(line))


# Small files


class SmallFiles(Workload):
    counts_requests = True
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
        small_files(directory, self.count(run.scale))

    def run(self, place, run):
        count = self.count(run.scale)
        return Outcome(timed(lambda: check("rm", "-r", os.path.join(place, run.own(self.name)))), count)

    def floor(self, run):
        return f"delete {run.own(self.name)}"


class RenameDirectory(SmallFiles):
    full_count = 1000
    data = None
    consumes = True
    writes = True

    def prepare_run(self, directory, run):
        small_files(directory, self.count(run.scale), size=1024)

    def run(self, place, run):
        source = os.path.join(place, run.own(self.name))
        return Outcome(timed(lambda: os.rename(source, source + "-renamed")), self.count(run.scale))


class ExtractTar(Workload):
    """This project's own sources."""

    unit = MS_PER_FILE
    writes = True
    DIRECTORIES = ("crypto", "fs", "mount-helper", "test")

    def __init__(self, name, title):
        super().__init__(name, title)
        self.root = os.path.realpath(os.path.join(os.path.dirname(__file__), "../../.."))

    def _members(self, scale):
        found = []
        for top in self.DIRECTORIES:
            for directory, below, names in os.walk(os.path.join(self.root, top)):
                below[:] = sorted(name for name in below if name not in ("target", "results", "__pycache__"))
                found += [os.path.join(directory, name) for name in sorted(names)]
        return found[:: max(1, int(1 / scale.factor))]

    def before(self, place, run):
        os.makedirs(os.path.join(place, run.own("tar")))

    def run(self, place, run):
        members = self._members(run.scale)
        # Beside the mount point: a directory of this run alone.
        archive = place + ".tar"
        with tarfile.open(archive, "w") as tar:
            for path in members:
                tar.add(path, os.path.relpath(path, self.root))
        try:
            seconds = timed(lambda: check("tar", "-xf", archive, "-C", os.path.join(place, run.own("tar"))))
        finally:
            os.unlink(archive)
        return Outcome(seconds, len(members), sum(os.path.getsize(path) for path in members))


class ListFiles(Workload):
    """A listing by an ordinary program, of a directory that this mount has never seen."""

    counts_requests = True

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
        return Outcome(timed(lambda: self.list(place, run, self.data)), self.count(run.scale))

    def list(self, place, run, directory):
        lines = check(*self.command, directory, cwd=place).count("\n")
        if lines < self.count(run.scale):
            raise Failed(f"{lines} lines for {self.count(run.scale)} files")

    def floor(self, run):
        return f"list {self.data}"


class ListAgain(ListFiles):
    """The same of a directory that an earlier mount has listed, once its files were a while old."""

    remounts = True
    SETTLED_SECONDS = 12

    def before(self, place, run):
        # Without a look at the files: what was looked at when it was young is not asked for again.
        time.sleep(self.SETTLED_SECONDS)
        self.list(place, run, self.data)


class ListNew(ListFiles):
    """The same of a directory that nobody has ever listed."""

    consumes = True

    def __init__(self, name, title, files, command):
        super().__init__(name, title, files, command)
        self.data = None

    def prepare_run(self, directory, run):
        small_files(directory, self.count(run.scale), size=16)

    def run(self, place, run):
        return Outcome(timed(lambda: self.list(place, run, run.own(self.name))), self.count(run.scale))

    def floor(self, run):
        return f"list {run.own(self.name)}"


# Training jobs


class Loader(Workload):
    """An epoch of a shuffled data set, and how long an accelerator would have waited for it."""

    unit = SAMPLES_PER_SECOND
    counts_requests = True
    SHARDS = 4

    def __init__(self, name, title, kind, number, disk_cache=False):
        super().__init__(name, title)
        self.kind = kind
        self.number = number
        self.disk_cache = disk_cache
        self.data = "samples" if kind == "files" else "shards"

    def count(self, scale):
        return scale.count(2000) if self.kind == "files" else self.SHARDS * scale.mebibytes(128) * 8

    def prepare(self, directory, scale):
        if self.kind == "files":
            small_files(directory, self.count(scale))
        else:
            for i in range(self.SHARDS):
                loader.ShardSet.write(os.path.join(directory, f"{i:06d}"), scale.mebibytes(128))

    def _samples(self, place, scale):
        directory = os.path.join(place, self.data)
        if self.kind == "files":
            return loader.SmallFilesSet(directory, self.count(scale))
        return loader.ShardSet(directory) if self.kind == "mapped" else loader.TarSet(directory)

    def before(self, place, run):
        for number in range(1, self.number):
            loader.epoch(self._samples(place, run.scale), number)
        if self.disk_cache:
            forget(os.path.join(place, self.data))

    def run(self, place, run):
        samples = self._samples(place, run.scale)
        seconds, total, starved = loader.epoch(samples, self.number)
        return Outcome(seconds, len(samples), total, {"starved_seconds": starved})

    def floor(self, run):
        return f"get {self.data} {self.count(run.scale)}" if self.kind == "files" else None


def known_workloads():
    """By name, in the order in which they run."""
    ls, ls_l, find = ("ls", "-U"), ("ls", "-l"), ("find",)
    workloads = [
        FioRead("seq-read", "sequential read, {size}, cold", MB_PER_SECOND, 1, ["--rw=read", "--bs=1M"]),
        FioRead("seq-read-4", "sequential read, {size}, 4 readers", MB_PER_SECOND, 4, ["--rw=read", "--bs=1M"]),
        FioRead("rand-read-4k", "random read 4 KiB, 1 reader", PER_SECOND, 1, ["--rw=randread", "--bs=4k"], 200),
        FioRead("rand-read-4k-16", "random read 4 KiB, 16 readers", PER_SECOND, 16, ["--rw=randread", "--bs=4k"], 1600),
        FioRead("rand-read-256k", "random read 256 KiB, 1 reader", MB_PER_SECOND, 1, ["--rw=randread", "--bs=256k"], 200),
        FioRead(
            "rand-read-256k-16", "random read 256 KiB, 16 readers", MB_PER_SECOND, 16, ["--rw=randread", "--bs=256k"], 800
        ),
        PythonRead("interleaved-read", "two interleaved sequential readers of one file", interleaved),
        PythonRead("strided-read", "64 KiB of each MiB", strided),
        MappedRead("mmap-read", "sequential read, mapped into memory, {size}"),
        FirstByte("first-byte", "first byte of a file, just mounted"),
        SequentialWrite("seq-write", "sequential write, {size}, and fsync", 1),
        SequentialWrite("seq-write-4", "sequential write, {size}, and fsync, 4 writers", 4),
        CreateSmall("small-create", "create {files} files of 64 KiB, one by one"),
        ReadSmall("small-read", "read {files} files of 64 KiB in order, cold", MS_PER_FILE, 1),
        ReadSmall("small-read-16", "read {files} files of 64 KiB, 16 processes", SECONDS, 16),
        ListNew("small-ls-l", "ls -l of {files} files, for the first time ever", 500, ls_l),
        ListAgain("small-ls-l-again", "ls -l of {files} files, cold, listed by an earlier mount", 500, ls_l, "small"),
        RemoveSmall("small-rm", "rm -r of {files} files of 64 KiB"),
        ListFiles("ls-10k", "ls of {files} files", 10_000, ls),
        ListAgain("ls-l-10k", "ls -l of {files} files, cold, listed by an earlier mount", 10_000, ls_l),
        ListFiles("find-10k", "find of {files} files", 10_000, find),
        ListFiles("ls-100k", "ls of {files} files", 100_000, ls),
        ListAgain("ls-l-100k", "ls -l of {files} files, cold, listed by an earlier mount", 100_000, ls_l),
        ListFiles("find-100k", "find of {files} files", 100_000, find),
        ExtractTar("tar-x", "tar x of this project's sources"),
        RenameDirectory("rename-dir", "rename of a directory of {files} files"),
        Append("append", "append 1 KiB and fsync to a file of {size}"),
        SecondEpoch("epoch-memory", "second epoch of {size}, same mount"),
        SecondEpoch("epoch-disk", "second epoch of {size} from the disk cache, same mount", disk_cache=True),
        SecondEpoch("epoch-remount", "second epoch of {size} from the disk cache, new mount", disk_cache=True, remounts=True),
        Loader("loader-files", "data loader, small files shuffled, first epoch", "files", 1),
        Loader("loader-files-2", "data loader, small files shuffled, second epoch", "files", 2),
        Loader("loader-files-disk", "data loader, small files, second epoch from the disk cache", "files", 2, disk_cache=True),
        Loader("loader-shards", "data loader, records of mapped shards shuffled, first epoch", "mapped", 1),
        Loader("loader-shards-2", "data loader, records of mapped shards shuffled, second epoch", "mapped", 2),
        Loader("loader-shards-disk", "data loader, records of mapped shards, second epoch from the disk cache", "mapped", 2,
               disk_cache=True),
        Loader("loader-tar", "data loader, records read from large shards shuffled, first epoch", "read", 1),
    ]
    return {workload.name: workload for workload in workloads}
