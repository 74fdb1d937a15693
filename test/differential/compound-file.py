"""Answers for each compound file what olefile finds: a line each way in JSON. Enters a path, leaves streams by path with their hashes."""

import hashlib
import json
import sys

import olefile

for line in sys.stdin:
    with olefile.OleFileIO(json.loads(line)) as ole:
        streams = {"/".join(path): hashlib.sha256(ole.openstream(path).read()).hexdigest() for path in ole.listdir(streams=True, storages=False)}
    print(json.dumps(streams))
