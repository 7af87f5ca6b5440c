"""Programs that the suite starts, by their pids, and what the kernel tells about them."""

import ctypes
import mmap
import os
import queue
import signal
import subprocess
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")


def clean_environment(more=None):
    """This process's environment without what would lead a client elsewhere than to the server it is given."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("AWS_") and not name.lower().endswith("_proxy")
    }
    return {**inherited, **(more or {})}


class Failed(Exception):
    """A program that did not do what was asked; the message says what it said."""


def cpu_seconds(pid):
    """User and system time of a process, its threads included."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def peak_rss_bytes(pid):
    with open(f"/proc/{pid}/status") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def touch_free_memory(most_bytes=4 << 30):
    """Has the host of a virtual machine give back memory that it took while it was free.

    Else whoever is the first to use it pays for that, up to 2 s a GiB, and who that is is chance.
    """
    count = min(most_bytes, os.sysconf("SC_AVPHYS_PAGES") * mmap.PAGESIZE // 2)
    with mmap.mmap(-1, count) as memory:
        for start in range(0, count, mmap.PAGESIZE):
            memory[start] = 1


def check(*command, **options):
    """Runs a command to its end and returns what it prints; fails with what it says."""
    options.setdefault("env", clean_environment())
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)
    if done.returncode != 0:
        raise Failed(f"{command[0]} exited with {done.returncode}: {(done.stderr or done.stdout).strip()[-500:]}")
    return done.stdout


PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def end_with_parent():
    """In the child: even if this process is killed, what it has mounted is unmounted."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Daemon:
    """A program in the background, in a session of its own so that Ctrl-C does not reach it."""

    def __init__(self, command, log, environment=None, conversing=False):
        self.log = log
        with open(log, "ab") as sink:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE if conversing else subprocess.DEVNULL,
                stdout=subprocess.PIPE if conversing else sink,
                stderr=sink,
                env=clean_environment(environment),
                start_new_session=True,
                preexec_fn=end_with_parent,
                text=True,
                bufsize=1,
            )
        self.pid = self.process.pid
        self.lines = queue.Queue()
        if conversing:
            threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self):
        with self.process.stdout as said:
            for line in said:
                self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def read_line(self, seconds=60):
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            line = None
        if line is None:
            raise Failed(f"no answer from {self.process.args[0]}: {self.last_words()}")
        return line

    def ask(self, line, seconds=600):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.read_line(seconds)

    def runs(self):
        return self.process.poll() is None

    def last_words(self):
        with open(self.log, errors="replace") as file:
            return file.read()[-500:].strip()

    def end(self, seconds=60, signal_number=signal.SIGTERM):
        """Ends it: by the end of its input where it listens to that, else by a signal."""
        if self.process.stdin:
            self.process.stdin.close()
        elif self.runs():
            self.process.send_signal(signal_number)
        self.await_end(seconds)

    def await_end(self, seconds):
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def await_condition(condition, seconds, what):
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise Failed(f"{what} took longer than {seconds} s")
        time.sleep(0.02)
