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

    def __init__(self, installation, work, buckets, ceph_root=None):
        self.script = os.path.join(installation.root, "test/ceph")
        self.environment_of_script = dict(os.environ, CEPH_PORT=os.environ.get("CEPH_PORT", "7580"))
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
        for bucket in buckets:
            check(
                installation.cofferfs, "create-bucket", f"s3://{bucket}", "--endpoint-url", self.endpoint,
                env=clean_environment(self.environment),
            )

    @staticmethod
    def is_here(ceph_root=None):
        return os.path.exists(os.path.join(ceph_root, "usr/bin/radosgw")) if ceph_root else shutil.which("radosgw")

    def requests(self):
        return None

    def close(self):
        subprocess.run([self.script, "down", self.directory], env=self.environment_of_script, check=False)


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
