"""The load of test/kill, and what must hold after each kill.

Every worker has a directory of its own and knows which contents each of its files may have: the one
that was acknowledged last, and, while an operation has not returned, the one that it would make. Contents
are drawn from their number, so that a mixture of two is neither.
"""
import argparse
import errno
import glob
import os
import random
import signal
import subprocess
import sys
import threading
import time

SIZES = [0, 1, 100, 4096, 65535, 65536, 65537, 200_000, 1_000_000]
LARGE = [9_000_000, 20_000_000]  # uploaded in parts while they are written
TREE_FILES = 40


class Torn(Exception):
    pass


def content(number, length):
    return random.Random(number).randbytes(length)


class Files:
    """One worker's files. `allowed` maps each name to the contents that may be found, None for no file."""

    def __init__(self, directory, seed):
        self.directory = directory
        self.random = random.Random(seed)
        self.numbers = seed << 32
        self.allowed = {}
        # What may be there again, though it was removed: the third and later ones of a run (S-97).
        self.late = {}
        self.removed_in_a_row = 0

    def path(self, name):
        return os.path.join(self.directory, name)

    def known(self):
        return [name for name, contents in self.allowed.items() if contents != [None]]

    def new_bytes(self, large=False):
        self.numbers += 1
        return content(self.numbers, self.random.choice(LARGE if large else SIZES))

    def step(self):
        names = self.known()
        choice = self.random.random()
        if len(names) < 3 or choice < 0.30:
            self.write_new()
        elif choice < 0.45:
            self.replace(self.random.choice(names))
        elif choice < 0.65:
            self.change(self.random.choice(names))
        elif choice < 0.75:
            self.append_and_sync(self.random.choice(names))
        elif choice < 0.85:
            self.rename(self.random.choice(names))
        elif choice < 0.98 or len(names) > 12:
            self.unlink(self.random.choice(names))
        else:
            self.write_new(large=True)

    def write_new(self, large=False):
        self.removed_in_a_row = 0
        self.numbers += 1
        self.write(f"f{self.numbers & 0xffffffff:x}", os.O_CREAT | os.O_EXCL, large)

    def replace(self, name):
        self.write(name, os.O_TRUNC)

    def write(self, name, flags, large=False):
        data = self.new_bytes(large)
        before = self.allowed.get(name, [None])
        # What is cut to nothing may be so in the bucket before the first new byte is.
        self.allowed[name] = before + [data] + ([b""] if flags & os.O_TRUNC else [])
        fd = os.open(self.path(name), flags | os.O_WRONLY, 0o640)
        try:
            for at in range(0, len(data), 131072):
                os.write(fd, data[at:at + 131072])
        finally:
            os.close(fd)
        self.allowed[name] = [data]

    def change(self, name):
        data = bytearray(self.allowed[name][0])
        patch = self.new_bytes()[:5000]
        at = self.random.randrange(len(data) + 1)
        data[at:at + len(patch)] = patch
        self.allowed[name] = self.allowed[name] + [bytes(data)]
        fd = os.open(self.path(name), os.O_RDWR)
        try:
            os.pwrite(fd, patch, at)
        finally:
            os.close(fd)
        self.allowed[name] = [bytes(data)]

    def append_and_sync(self, name):
        data = self.allowed[name][0]
        fd = os.open(self.path(name), os.O_WRONLY | os.O_APPEND)
        try:
            for _ in range(3):
                longer = data + self.new_bytes()[:3000]
                self.allowed[name] = [data, longer]
                os.write(fd, longer[len(data):])
                os.fsync(fd)
                self.late.clear()
                data = longer
                self.allowed[name] = [data]
        finally:
            os.close(fd)

    def rename(self, name):
        self.numbers += 1
        target = f"r{self.numbers & 0xffffffff:x}"
        if self.random.random() < 0.3:
            target = self.random.choice(self.known())
        if target == name:
            return
        data = self.allowed[name]
        self.removed_in_a_row = 0
        before = self.allowed.get(target, [None])
        self.allowed[target] = before + data
        self.allowed[name] = data + [None]
        os.rename(self.path(name), self.path(target))
        self.allowed[target] = data
        self.allowed[name] = [None]

    def unlink(self, name):
        before = self.allowed[name]
        self.allowed[name] = before + [None]
        os.unlink(self.path(name))
        self.allowed[name] = [None]
        self.removed_in_a_row += 1
        if self.removed_in_a_row > 2:
            self.late[name] = before

    def check(self):
        found = set(os.listdir(self.directory))
        strange = found - set(self.allowed)
        if strange:
            raise Torn(f"{self.directory} has {sorted(strange)}, which nobody has made")
        settled = {}
        for name, allowed in self.allowed.items():
            data = None
            if name in found:
                with open(self.path(name), "rb") as file:
                    data = file.read()
            if data not in allowed and data not in self.late.get(name, []):
                lengths = [None if one is None else len(one) for one in allowed]
                raise Torn(f"{self.path(name)} has length {None if data is None else len(data)} "
                           f"and none of the contents of lengths {lengths}")
            if data is not None:
                settled[name] = [data]
        self.allowed = settled
        self.late.clear()

    def fill(self):
        os.makedirs(self.directory, exist_ok=True)


class Tree:
    """A directory that is renamed to and fro."""

    def __init__(self, parent, seed):
        self.parent = parent
        self.random = random.Random(seed)
        self.seed = seed
        self.at = "here"
        self.files = {f"s{i % 3}/{'x' * (i % 20)}{i}": content(seed + i, (i * 997) % 70_000)
                      for i in range(TREE_FILES)}

    def fill(self):
        for name, data in self.files.items():
            path = os.path.join(self.parent, self.at, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(data)

    def step(self):
        target = "there" if self.at == "here" else "here"
        os.rename(os.path.join(self.parent, self.at), os.path.join(self.parent, target))
        self.at = target

    def check(self):
        places = os.listdir(self.parent)
        if len(places) != 1 or places[0] not in ("here", "there"):
            raise Torn(f"{self.parent} has {places}, not one of two directories")
        self.at = places[0]
        top = os.path.join(self.parent, self.at)
        found = {os.path.relpath(os.path.join(directory, name), top)
                 for directory, _, names in os.walk(top) for name in names}
        if found != set(self.files):
            raise Torn(f"{top} has {len(found)} files of {len(self.files)}; "
                       f"missing {sorted(set(self.files) - found)[:3]}, strange {sorted(found - set(self.files))[:3]}")
        for name in self.random.sample(sorted(self.files), 5):
            with open(os.path.join(top, name), "rb") as file:
                if file.read() != self.files[name]:
                    raise Torn(f"{top}/{name} has another content")


class Removals:
    """A tree that is removed as rm -r does it, and made again."""

    def __init__(self, parent, seed):
        self.parent = parent
        self.directories = {f"d{i}": {f"{'x' * (j % 20)}{j}": content(seed + 100 * i + j, (j * 997) % 20_000)
                                      for j in range(TREE_FILES)} for i in range(3)}
        self.present, self.uncertain = set(), set()
        self.plan = iter(())

    def fill(self):
        os.makedirs(self.parent, exist_ok=True)
        for _ in self.make():
            pass

    def step(self):
        if next(self.plan, None) is None:
            self.plan = self.take_away() if self.present else self.make()

    def make(self):
        for directory, files in self.directories.items():
            os.makedirs(os.path.join(self.parent, directory), exist_ok=True)
            for name, data in files.items():
                path = os.path.join(directory, name)
                self.uncertain.add(path)
                with open(os.path.join(self.parent, path), "wb") as file:
                    file.write(data)
                self.uncertain.discard(path)
                self.present.add(path)
                yield path

    def take_away(self):
        for directory in self.directories:
            place = os.path.join(self.parent, directory)
            if not os.path.isdir(place):
                continue
            removed = [os.path.join(directory, name) for name in os.listdir(place)]
            for path in removed:
                self.present.discard(path)
                self.uncertain.add(path)  # a kill may bring it back, until rmdir has returned (S-97)
                os.unlink(os.path.join(self.parent, path))
                yield path
            os.rmdir(place)
            self.uncertain.difference_update(removed)

    def check(self):
        found = {os.path.join(os.path.relpath(directory, self.parent), name)
                 for directory, _, names in os.walk(self.parent) for name in names}
        if self.present - found or found - self.present - self.uncertain:
            raise Torn(f"{self.parent} lacks {sorted(self.present - found)[:3]} and has "
                       f"{sorted(found - self.present - self.uncertain)[:3]} beyond what may be there")
        for path in found:
            directory, name = os.path.split(path)
            with open(os.path.join(self.parent, path), "rb") as file:
                if file.read() != self.directories[directory][name]:
                    raise Torn(f"{self.parent}/{path} has another content")
        self.present, self.uncertain = found, set()
        self.plan = self.take_away()


class Worker(threading.Thread):
    """Steps until the mount is gone."""

    def __init__(self, load, killing):
        super().__init__(daemon=True)
        self.load = load
        self.killing = killing
        self.steps = 0
        self.failure = None

    def run(self):
        try:
            while True:
                self.load.step()
                self.steps += 1
        except OSError as e:
            gone = (errno.ENOTCONN, errno.ECONNABORTED, errno.EIO, errno.EINTR)
            if not self.killing.is_set() or e.errno not in gone:
                self.failure = e
        except Exception as e:  # a mistake of this script is not to be taken for the end of the mount
            self.failure = e


def mount(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    if done.returncode != 0:
        raise Torn(f"not mounted: {done.stderr}")
    return done.stderr


def daemon(runtime):
    for record in glob.glob(os.path.join(runtime, "cofferfs", "*.mount")):
        with open(record) as file:
            return int(file.readline().removeprefix("pid="))
    raise Torn("no mount is on record")


def round_of_load(loads, generator, runtime):
    killing = threading.Event()
    workers = [Worker(load, killing) for load in loads]
    for worker in workers:
        worker.start()
    # By operations rather than by time, so that there is a load on a slow machine too.
    wanted, patience = generator.randrange(80), time.monotonic() + 30
    while sum(worker.steps for worker in workers) < wanted and time.monotonic() < patience:
        time.sleep(0.005)
    time.sleep(generator.uniform(0, 0.2))
    pid = daemon(runtime)
    killing.set()
    os.kill(pid, signal.SIGKILL)
    for worker in workers:
        worker.join(120)
        if worker.is_alive():
            raise Torn("a system call does not return although the process is gone")
        if worker.failure is not None:
            raise worker.failure
    return sum(worker.steps for worker in workers)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--runtime")
    parser.add_argument("--staging")
    parser.add_argument("mountpoint")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    generator = random.Random(arguments.seed)
    loads = [Files(os.path.join(arguments.mountpoint, f"w{i}"), arguments.seed + i) for i in range(4)]
    loads += [Tree(os.path.join(arguments.mountpoint, f"t{i}"), arguments.seed + 100 + i) for i in range(2)]
    loads += [Removals(os.path.join(arguments.mountpoint, f"r{i}"), arguments.seed + 1000 + i) for i in range(2)]
    mount(arguments.command)
    for load in loads:
        load.fill()
    for number in range(1, arguments.rounds + 1):
        steps = round_of_load(loads, generator, arguments.runtime)
        said = mount(arguments.command)
        if "had left" not in said:
            raise Torn(f"the dead mount was not noticed: {said!r}")
        for load in loads:
            load.check()
        staged = os.listdir(arguments.staging)
        if staged:
            raise Torn(f"staging has {staged}")
        print(f"ok {number:3d}  killed after {steps} operations", flush=True)


try:
    main()
except (Torn, OSError) as problem:
    print(f"not ok: {problem!r}", file=sys.stderr)
    sys.exit(1)
