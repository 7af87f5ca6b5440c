"""S3 servers, and the proxy that puts a network in front of them."""

import glob
import json
import os
import re
import shutil
import subprocess

from .processes import Daemon, Failed, check, clean_environment


class Installation:
    """What was built last in this checkout."""

    def __init__(self, root):
        self.root = root
        self.cofferfs = os.path.join(root, "packaging/bin/cofferfs")
        libraries = sorted(glob.glob(os.path.join(root, "packaging/target/cofferfs-*/lib")), key=os.path.getmtime)
        tests = os.path.join(root, "test/suite/target/test-classes")
        if not libraries or not os.path.isdir(tests):
            raise Failed("not built: mvn -B -DskipTests package")
        home = os.environ.get("JAVA_HOME")
        self.java = os.path.join(home, "bin/java") if home else "java"
        self.server_path = os.path.join(libraries[-1], "demo/*")
        self.floor_path = f"{tests}:{libraries[-1]}/*"

    def prepare(self):
        """As whoever installs it does: without its archive of classes the first mounts of an installation are slow."""
        check(self.cofferfs, "prepare")


class EmbeddedServer:
    """S3Proxy with its objects in its own heap."""

    name = "embedded"

    def __init__(self, installation, work, buckets, heap_mib):
        names = [word for bucket in buckets for word in ("--bucket", bucket)]
        self.daemon = Daemon(
            [installation.java, f"-Xmx{heap_mib}m", "-cp", installation.server_path]
            + ["io.cofferfs.test.server.EmbeddedS3Main", "--port", "0", "--https-port", "0", "--control", "yes"]
            + names,
            os.path.join(work, "server.log"),
            conversing=True,
        )
        said = {}
        while "AWS_REGION" not in said:
            line = self.daemon.read_line()
            name, _, value = line.partition("=") if "=" in line else line.rpartition(" ")
            said[name.strip()] = value.strip()
        self.endpoint = said["endpoint"]
        self.tls_endpoint = said["endpoint (TLS)"]
        self.ca_bundle = said.pop("AWS_CA_BUNDLE")
        self.environment = {name: value for name, value in said.items() if name.startswith("AWS_")}
        self.version = "S3Proxy (embedded)"

    def requests(self):
        return json.loads(self.daemon.ask("counts"))

    def close(self):
        self.daemon.end()


class CephServer:
    """A Ceph object gateway of this machine, as test/ceph starts it."""

    name = "ceph"

    def __init__(self, installation, work, buckets, memory_mib, ceph_root=None):
        self.script = os.path.join(installation.root, "test/ceph")
        self.environment_of_script = dict(
            os.environ, CEPH_PORT=os.environ.get("CEPH_PORT", "7580"), CEPH_MEMORY_MIB=str(memory_mib)
        )
        if ceph_root:
            self.environment_of_script["CEPH_ROOT"] = ceph_root
        self.directory = os.path.join("/" if ceph_root else work, "cofferfs-bench-ceph")
        try:
            said = check(self.script, "up", self.directory, env=self.environment_of_script)
        except Failed:
            self.close()
            raise
        values = dict(re.findall(r"(\w+)=(\S+)", said))
        self.endpoint = values["CEPH_PLAIN_ENDPOINT"]
        self.tls_endpoint = values["CEPH_ENDPOINT"]
        self.ca_bundle = values["AWS_CA_BUNDLE"]
        self.environment = {
            name: values[name] for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION")
        }
        self.version = re.search(r"ceph version (\S+)", said).group(0)
        log = os.path.join(os.path.dirname(self.ca_bundle), "../log/client.rgw.a.log")
        self.log = open(log, errors="replace")
        self.counts = {}
        for bucket in buckets:
            check(
                installation.cofferfs, "create-bucket", f"s3://{bucket}", "--endpoint-url", self.endpoint,
                env=clean_environment(self.environment),
            )

    @staticmethod
    def is_here(ceph_root=None):
        return os.path.exists(os.path.join(ceph_root, "usr/bin/radosgw")) if ceph_root else shutil.which("radosgw")

    def requests(self):
        """From the gateway's log, which does not tell copies from uploads."""
        for line in self.log:
            logged = re.search(r'beast: .*? "([A-Z]+) (\S+) HTTP/1\.1" \d+ \d+ (\S+)', line)
            if logged:
                kind = logged_kind(*logged.groups())
                self.counts[kind] = self.counts.get(kind, 0) + 1
        return dict(self.counts)

    def close(self):
        if hasattr(self, "log"):
            self.log.close()
        subprocess.run([self.script, "down", self.directory], env=self.environment_of_script, check=False)


def logged_kind(method, target, byte_range):
    """What io.cofferfs.test.server.RequestKind says, as far as a log tells."""
    path, _, query = target.partition("?")
    names = {parameter.partition("=")[0] for parameter in query.split("&")}
    has_key = "/" in path[1:].rstrip("/")
    if method == "GET" and not has_key:
        return "LIST" if not query or names & {"list-type", "prefix", "delimiter"} else "OTHER"
    if method == "POST":
        if "delete" in names:
            return "DELETE_OBJECTS"
        return "CREATE_UPLOAD" if "uploads" in names else "COMPLETE_UPLOAD" if "uploadId" in names else "OTHER"
    if not has_key and method in ("PUT", "DELETE"):
        return "OTHER"
    if "uploadId" in names:
        return {"PUT": "UPLOAD_PART", "DELETE": "ABORT_UPLOAD"}.get(method, "OTHER")
    if method == "GET" and byte_range != "-":
        return "GET_RANGE"
    return method if method in ("GET", "HEAD", "PUT", "DELETE") else "OTHER"


class Proxy:
    """A round trip and a cap for each connection, in front of one endpoint; it counts what goes through."""

    def __init__(self, installation, work, endpoint, round_trip_ms, megabytes_per_second):
        scheme, host, port = re.fullmatch(r"(https?)://([^:/]+):(\d+)/?", endpoint).groups()
        self.daemon = Daemon(
            [installation.java, "-Xmx128m", "-XX:MaxDirectMemorySize=2g", "-XX:+UseSerialGC"]
            + ["-cp", installation.server_path, "io.cofferfs.test.server.shaping.ShapingProxyMain"]
            + [host, port, str(round_trip_ms), str(int(megabytes_per_second * 1_000_000))],
            os.path.join(work, "proxy.log"),
            conversing=True,
        )
        self.endpoint = f"{scheme}://{host}:{self.daemon.read_line().split()[-1]}"

    def counts(self):
        return json.loads(self.daemon.ask("counts"))

    def close(self):
        self.daemon.end()
