"""One run of the suite: servers, mounts, rounds, and what was measured."""

import contextlib
import os
import shutil
import signal
import statistics
import time
from multiprocessing import get_context

from .mounts import Floor, LocalDisk, Rclone
from .processes import Failed, touch_free_memory
from .servers import Proxy
from .workloads import Outcome, Run, forget

# Forked, so that a workload hanging in the kernel hangs nobody else.
FORK = get_context("fork")
QUIET_SECONDS = 7  # rclone waits five before it uploads


def in_child(action, seconds):
    """Runs an action in a process of its own, which is ended when it takes too long."""
    receiver, sender = FORK.Pipe(duplex=False)

    def child():
        os.setsid()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            sender.send(action())
        except Exception as e:  # told to the parent, which reports it
            sender.send(e if isinstance(e, Failed) else Failed(f"{type(e).__name__}: {e}"))

    process = FORK.Process(target=child)  # no daemon: those may have no workers of their own
    process.start()
    try:
        if not receiver.poll(seconds):
            raise Failed(f"took longer than {seconds} s")
        try:
            result = receiver.recv()
        except EOFError:
            raise Failed("ended without a result") from None
    finally:
        if process.is_alive():
            process.join(1)
        if process.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.join(5)
    if isinstance(result, Failed):
        raise result
    return result


class Session:
    def __init__(self, installation, server, work, scale, rounds, limit_seconds, say):
        self.installation = installation
        self.server = server
        self.work = work
        self.scale = scale
        self.rounds = rounds
        self.limit_seconds = limit_seconds
        self.say = say
        self.prepared = set()
        self.mount_point = os.path.join(work, "mnt")
        self.open_mount = None
        self.results = []
        self.failures = 0

    def make(self, subjects):
        """What each needs once; who cannot be made is left out, and that is said."""
        made = []
        for subject in subjects:
            try:
                subject.make(self.server)
                made.append(subject)
            except Failed as e:
                self.failed(f"{subject.name}: {e}")
        return made

    def failed(self, message):
        self.failures += 1
        self.say(f"FAILED {message}")

    @contextlib.contextmanager
    def mounted(self, subject, endpoint, **options):
        self.open_mount = subject.mount(endpoint, self.server, self.mount_point, **options)
        try:
            yield self.open_mount
        finally:
            self.close_mount()

    def close_mount(self):
        if self.open_mount:
            mount, self.open_mount = self.open_mount, None
            mount.close()

    # Data

    def prepare(self, workload, subject, at):
        """Makes sure that the subject's data set has the workload's data. Not shaped, and not measured."""
        wanted = []
        if workload.data and (subject.data, workload.data) not in self.prepared:
            wanted.append((workload.data, lambda directory: workload.prepare(directory, self.scale)))
            self.prepared.add((subject.data, workload.data))
        if workload.consumes:
            for number in range(self.rounds):
                run = Run(self.scale, subject.name, f"{at}-{number}")
                wanted.append((run.own(workload.name), lambda directory, run=run: workload.prepare_run(directory, run)))
        if not wanted:
            return
        source = os.path.join(self.work, "source")
        try:
            for name, fill in wanted:
                os.makedirs(os.path.join(source, name))
                fill(os.path.join(source, name))
            self._copy_in(subject, source)
        finally:
            shutil.rmtree(source, ignore_errors=True)

    def _copy_in(self, subject, source):
        if isinstance(subject, LocalDisk):
            copy_tree(source, subject.directory)
            return
        if isinstance(subject, Rclone):
            subject.copy_in(self.server, source, "")
            return
        writer = subject
        if subject.data == self.plain.data:
            writer = self.plain
        endpoint = self.server.tls_endpoint if writer.secure else self.server.endpoint
        with self.mounted(writer, endpoint):
            in_child(lambda: copy_tree(source, self.mount_point), 1200)

    # Measuring

    def _taking_part(self, workload, subjects):
        for subject in subjects:
            if isinstance(subject, Floor):
                if workload.floor(Run(self.scale, subject.name, "")) is None:
                    continue
            elif isinstance(subject, LocalDisk):
                if not workload.disk_cache:
                    continue
            elif workload.disk_cache and not subject.caches_on_disk():
                self.say(f"SKIPPED {workload.name}, {subject.name}: it has no cache on disk")
                continue
            yield subject

    def measure(self, workload, subjects, round_trip_ms, megabytes_per_second):
        ready = []
        at = f"{round_trip_ms:g}"
        for subject in self._taking_part(workload, subjects):
            try:
                self.prepare(workload, subject, at)
                ready.append(subject)
            except (Failed, OSError) as e:
                self.failed(f"{workload.name}, preparing {subject.name}: {e}")
        with contextlib.ExitStack() as stack:
            network = Network(self, stack, round_trip_ms, megabytes_per_second)
            samples = {subject.name: [] for subject in ready}
            for number in range(self.rounds):
                for subject in ready:
                    run = Run(self.scale, subject.name, f"{at}-{number}")
                    try:
                        sample = network.sample(workload, subject, run)
                    except (Failed, OSError) as e:
                        self.failed(f"{workload.name}, {subject.name}: {e}")
                        continue
                    samples[subject.name].append(sample)
        for subject in ready:
            if samples[subject.name]:
                row = summary(samples[subject.name], workload.unit)
                row.update(
                    server=self.server.name, round_trip_ms=round_trip_ms, megabytes_per_second=megabytes_per_second,
                    workload=workload.name, subject=subject.name, unit=workload.unit.name,
                )
                self.results.append(row)
        return [row for row in self.results if row["workload"] == workload.name and row["round_trip_ms"] == round_trip_ms]


class Network:
    """Proxies of one shape, and the floors that run behind them."""

    def __init__(self, session, stack, round_trip_ms, megabytes_per_second):
        self.session = session
        self.stack = stack
        self.shape = round_trip_ms, megabytes_per_second
        self.proxies = {}
        self.floor = None

    def proxy(self, secure):
        if secure not in self.proxies:
            server = self.session.server
            proxy = Proxy(
                self.session.installation, self.session.work, server.tls_endpoint if secure else server.endpoint,
                *self.shape,
            )
            self.stack.callback(proxy.close)
            self.proxies[secure] = proxy
        return self.proxies[secure]

    def counts(self, subject):
        counts = self.proxy(subject.secure).counts()
        if subject.secure:
            counts["requests"] = self.session.server.requests()
        return counts

    def sample(self, workload, subject, run):
        if isinstance(subject, Floor):
            return self._floor(workload, subject, run)
        if isinstance(subject, LocalDisk):
            return self._disk(workload, subject, run)
        return self._mount(workload, subject, run)

    def _disk(self, workload, subject, run):
        """Without what the kernel has of it in memory."""
        forget(os.path.join(subject.directory, workload.data))
        outcome = in_child(lambda: workload.run(subject.directory, run), self.session.limit_seconds)
        return Sample(outcome, 0.0, 0, NOTHING, NOTHING, NOTHING)

    def _floor(self, workload, subject, run):
        step = workload.floor(run)
        proxy = self.proxy(secure=False)
        if self.floor is None:
            self.floor = subject.start(proxy.endpoint, workload.parallel)
            self.stack.callback(self.floor.end)
            self._warm_up(step)
        before = proxy.counts()
        try:
            seconds, moved, cpu = self.floor.ask(step, self.session.limit_seconds).split()
            after = proxy.counts()
            if workload.floor_clean_up():
                self.floor.ask(workload.floor_clean_up(), self.session.limit_seconds)
        except Failed:
            self.floor.process.kill()
            self.floor = None
            raise
        return Sample(
            outcome=self._outcome(workload, run, float(seconds), int(moved)),
            cpu_seconds=float(cpu), peak_rss_bytes=0, before=before, after=after, late=after,
        )

    def _warm_up(self, step):
        """The code is compiled and connections are made before anything counts."""
        word = step.split()[0]
        if word in ("read", "random", "get"):
            self.floor.ask(step)
        elif word == "write":
            self.floor.ask("write warm-up/file 128")
        elif word == "put":
            self.floor.ask("put warm-up 64 65536")
        else:
            self.floor.ask("list warm-up")

    @staticmethod
    def _outcome(workload, run, seconds, moved):
        files = workload.count(run.scale) if hasattr(workload, "count") else 0
        if not files and workload.unit.name == "/s":
            files = int(workload.floor(run).split()[3])
        return Outcome(seconds, files, moved)

    def _mount(self, workload, subject, run):
        session = self.session
        proxy = self.proxy(subject.secure)
        options = {"cache": self._new_cache()} if workload.disk_cache else {}
        if workload.remounts:
            with session.mounted(subject, proxy.endpoint, **options):
                in_child(lambda: workload.before(session.mount_point, run), session.limit_seconds)
        with session.mounted(subject, proxy.endpoint, **options) as mount:
            if not workload.remounts:
                in_child(lambda: workload.before(session.mount_point, run), session.limit_seconds)
            if workload.unit.name == "MB/s":
                in_child(touch_free_memory, session.limit_seconds)
            before, cpu = self.counts(subject), mount.cpu_seconds()
            outcome = in_child(lambda: workload.run(session.mount_point, run), session.limit_seconds)
            after, cpu = self.counts(subject), mount.cpu_seconds() - cpu
            peak = mount.peak_rss_bytes()
            ended = time.monotonic()
            if workload.writes and subject.asynchronous:
                self._await_quiet(proxy)
            late, late_seconds = self.counts(subject), time.monotonic() - ended
            in_child(lambda: workload.clean_up(session.mount_point, run), session.limit_seconds)
        return Sample(
            outcome=outcome, cpu_seconds=cpu, peak_rss_bytes=peak, before=before, after=after,
            late=late, late_seconds=late_seconds, mount_seconds=mount.mount_seconds,
        )

    def _new_cache(self):
        cache = os.path.join(self.session.work, "cache")
        shutil.rmtree(cache, ignore_errors=True)
        os.makedirs(cache)
        return cache

    @staticmethod
    def _await_quiet(proxy):
        """Until nothing was sent for a while."""
        sent, since = proxy.counts()["sent_bytes"], time.monotonic()
        while time.monotonic() - since < QUIET_SECONDS:
            time.sleep(0.5)
            now = proxy.counts()["sent_bytes"]
            if now != sent:
                sent, since = now, time.monotonic()


NOTHING = {"connections": 0, "sent_bytes": 0, "received_bytes": 0, "requests": {}}


class Sample:
    """One measurement. What was sent later is kept apart: some mounts upload after they said that they had."""

    def __init__(self, outcome, cpu_seconds, peak_rss_bytes, before, after, late, late_seconds=0.0, mount_seconds=0.0):
        self.outcome = outcome
        self.figures = {
            "seconds": outcome.seconds,
            "cpu_seconds": cpu_seconds,
            "peak_rss_bytes": peak_rss_bytes,
            "received_bytes": after["received_bytes"] - before["received_bytes"],
            "sent_bytes": after["sent_bytes"] - before["sent_bytes"],
            "connections": after["connections"] - before["connections"],
            "late_seconds": late_seconds,
            "late_sent_bytes": late["sent_bytes"] - after["sent_bytes"],
            "mount_seconds": mount_seconds,
            **outcome.more,
        }
        self.requests = difference(after["requests"], before["requests"])
        self.late_requests = difference(late["requests"], after["requests"])


def difference(after, before):
    if after is None or before is None:
        return None
    return {kind: count - before.get(kind, 0) for kind, count in sorted(after.items()) if count > before.get(kind, 0)}


def summary(samples, unit):
    """Medians; the requests are those of the run in the middle."""
    by_value = sorted(samples, key=lambda sample: unit.of(sample.outcome))
    middle = by_value[(len(by_value) - 1) // 2]
    row = {name: statistics.median(sample.figures[name] for sample in samples) for name in samples[0].figures}
    row.update(
        value=statistics.median(unit.of(sample.outcome) for sample in samples),
        values=[unit.of(sample.outcome) for sample in samples],
        operations=middle.outcome.operations,
        bytes=middle.outcome.bytes,
        requests=middle.requests,
        late_requests=middle.late_requests,
    )
    return row


def copy_tree(source, target):
    """Without attributes, which nobody here looks at."""
    for entry in os.scandir(source):
        if entry.is_dir():
            os.makedirs(os.path.join(target, entry.name), exist_ok=True)
            copy_tree(entry.path, os.path.join(target, entry.name))
        else:
            with open(entry.path, "rb") as there, open(os.path.join(target, entry.name), "wb") as here:
                shutil.copyfileobj(there, here, 1 << 20)
