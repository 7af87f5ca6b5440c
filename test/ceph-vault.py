#!/usr/bin/env python3
"""What a Ceph gateway asks of a HashiCorp Vault's transit engine, for tests alone: SSE-S3 wants one.

    ceph-vault.py PORT

Keys live in memory. Data keys are wrapped by XOR with a pad that HMAC makes of the key: enough to come
back as they went, and no protection against anybody.
"""
import base64
import hashlib
import hmac
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEYS = {}
NONCE_BYTES = 16


def wrap(name, nonce, context, data):
    pad = hmac.new(KEYS[name], nonce + context, hashlib.sha256).digest()
    return bytes(a ^ b for a, b in zip(data, pad))


def encoded(data):
    return base64.b64encode(data).decode()


class Transit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, data=None):
        body = b"" if data is None else json.dumps({"data": data}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def asked(self):
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        return json.loads(text) if text.startswith(b"{") else {}

    def do_POST(self):
        # /v1/transit/OPERATION[/plaintext]/KEY[/config]
        asked, words = self.asked(), self.path.split("?")[0].strip("/").split("/")[2:]
        if words[:1] == ["keys"] and len(words) > 1:
            KEYS.setdefault(words[1], os.urandom(32))
            return self.answer(204)
        if len(words) < 2 or words[-1] not in KEYS:
            return self.answer(404)
        context = base64.b64decode(asked.get("context") or "")
        if words[0] == "datakey":
            key, nonce = os.urandom(32), os.urandom(NONCE_BYTES)
            wrapped = "vault:v1:" + encoded(nonce + wrap(words[-1], nonce, context, key))
            return self.answer(200, {"plaintext": encoded(key), "ciphertext": wrapped})
        if words[0] == "decrypt":
            wrapped = base64.b64decode(asked["ciphertext"].split(":")[-1])
            key = wrap(words[-1], wrapped[:NONCE_BYTES], context, wrapped[NONCE_BYTES:])
            return self.answer(200, {"plaintext": encoded(key)})
        return self.answer(404)

    do_PUT = do_POST

    def do_DELETE(self):
        KEYS.pop(self.path.strip("/").split("/")[-1], None)
        self.answer(204)

    def do_GET(self):
        self.answer(200, {"keys": {"1": 0}})


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Transit).serve_forever()
