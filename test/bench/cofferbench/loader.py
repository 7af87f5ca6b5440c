"""What a training job does to a file system: worker processes that read samples in a shuffled order.

With Python's own means. How long an accelerator would have starved is worked out from when each batch arrived:
it takes batches in that order, and each keeps it busy for as long as RATE says.
"""

import json
import mmap
import os
import random
import struct
import time
from multiprocessing import get_context

WORKERS = 4
BATCH = 16
RATE = 400.0  # samples a second that the accelerator could take
AHEAD = 4  # batches that wait for it, for each worker


class SmallFilesSet:
    """A sample is a file."""

    def __init__(self, directory, count):
        self.paths = [os.path.join(directory, f"{i:06d}") for i in range(count)]

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, index):
        with open(self.paths[index], "rb") as file:
            return len(file.read())


class ShardSet:
    """A sample is a record of a large file that is mapped into memory: a header of JSON, then tensors, as safetensors has it."""

    RECORD = 128 * 1024

    def __init__(self, directory):
        self.paths = sorted(os.path.join(directory, name) for name in os.listdir(directory))
        self.maps = {}
        self.records = []
        for path in self.paths:
            with open(path, "rb") as file:
                (length,) = struct.unpack("<Q", file.read(8))
                header = json.loads(file.read(length))
            self.records += [(path, 8 + length + start, end - start) for start, end in header.values()]

    def __len__(self):
        return len(self.records)

    def __getitem__(self, index):
        path, start, length = self.records[index]
        if path not in self.maps:  # in each worker for itself
            with open(path, "rb") as file:
                self.maps[path] = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
        return len(self.maps[path][start : start + length])

    @classmethod
    def write(cls, path, mebibytes):
        records = (mebibytes << 20) // cls.RECORD
        header = json.dumps({f"t{i}": [i * cls.RECORD, (i + 1) * cls.RECORD] for i in range(records)}).encode()
        with open(path, "wb") as file:
            file.write(struct.pack("<Q", len(header)) + header)
            for _ in range(records):
                file.write(os.urandom(cls.RECORD))


class TarSet(ShardSet):
    """A sample is a member of a tar, whose places are known from an index, as WebDataset's are; it is read, not mapped."""

    def __init__(self, directory):
        super().__init__(directory)
        self.files = {}

    def __getitem__(self, index):
        path, start, length = self.records[index]
        if path not in self.files:
            self.files[path] = os.open(path, os.O_RDONLY)
        return len(os.pread(self.files[path], length, start))


def epoch(samples, seed):
    """Seconds, bytes and the seconds that an accelerator of RATE would have had nothing to do."""
    order = list(range(len(samples)))
    random.Random(seed).shuffle(order)
    batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
    started = time.monotonic()
    arrivals, total = [], 0
    for count, read in _own_workers(samples, batches):
        arrivals.append((time.monotonic() - started, count))
        total += read
    return time.monotonic() - started, total, starvation(arrivals)


def starvation(arrivals):
    """Of an accelerator that takes batches as (when, how many), from its first one on."""
    starved, free = 0.0, 0.0
    for arrived, count in arrivals:
        starved += max(0.0, arrived - free)
        free = max(free, arrived) + count / RATE
    return starved


def _own_workers(samples, batches):
    fork = get_context("fork")
    done = fork.Queue(WORKERS * AHEAD)

    def work(number):
        for batch in batches[number::WORKERS]:
            done.put((len(batch), sum(samples[index] for index in batch)))

    workers = [fork.Process(target=work, args=(number,)) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    for _ in batches:
        yield done.get()
    for worker in workers:
        worker.join()
