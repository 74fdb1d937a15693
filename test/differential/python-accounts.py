"""Writes a database of accounts with Python's own sqlite3 and plistlib: {"accounts": [...], "wal": bool} gives the files in base64.

Each account has `key`, `type`, `identifier`, `user`, `date` and `properties`, whose values become archives of objects.
"""

import base64
import json
import os
import plistlib
import sqlite3
import sys
import tempfile


def archive(value):
    objects = ["$null"]

    def put(one):
        objects.append(one)
        return plistlib.UID(len(objects) - 1)

    def add(one):
        if isinstance(one, list):
            place = put(None)
            items = [add(item) for item in one]
            objects[place.data] = {"NS.objects": items, "$class": put({"$classname": "NSArray", "$classes": ["NSArray", "NSObject"]})}
            return place
        if isinstance(one, dict):
            place = put(None)
            keys, values = [add(key) for key in one], [add(item) for item in one.values()]
            described = put({"$classname": "NSDictionary", "$classes": ["NSDictionary", "NSObject"]})
            objects[place.data] = {"NS.keys": keys, "NS.objects": values, "$class": described}
            return place
        return put(one)

    top = {"root": add(value)}
    whole = {"$version": 100000, "$archiver": "NSKeyedArchiver", "$top": top, "$objects": objects}
    return plistlib.dumps(whole, fmt=plistlib.FMT_BINARY)


def build(question, folder):
    path = os.path.join(folder, "Accounts4.sqlite")
    database = sqlite3.connect(path)
    if question["wal"]:
        database.execute("PRAGMA journal_mode = wal")
        database.execute("PRAGMA wal_autocheckpoint = 0")
    database.executescript(
        """
        CREATE TABLE ZACCOUNT ( Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZACTIVE INTEGER, ZACCOUNTTYPE INTEGER,
          ZPARENTACCOUNT INTEGER, ZDATE TIMESTAMP, ZIDENTIFIER VARCHAR, ZOWNINGBUNDLEID VARCHAR, ZUSERNAME VARCHAR );
        CREATE TABLE ZACCOUNTTYPE ( Z_PK INTEGER PRIMARY KEY, ZACCOUNTTYPEDESCRIPTION VARCHAR, ZIDENTIFIER VARCHAR );
        CREATE TABLE ZACCOUNTPROPERTY ( Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZKEY VARCHAR, ZVALUE BLOB );
        CREATE INDEX ZACCOUNTPROPERTY_ZOWNER_INDEX ON ZACCOUNTPROPERTY (ZOWNER);
        """
    )
    types = {}
    for account in question["accounts"]:
        type_key = types.setdefault(account["type"], len(types) + 1)
        database.execute("INSERT OR IGNORE INTO ZACCOUNTTYPE VALUES (?, ?, ?)", (type_key, "", account["type"]))
        database.execute(
            "INSERT INTO ZACCOUNT (Z_PK, ZACTIVE, ZACCOUNTTYPE, ZDATE, ZIDENTIFIER, ZUSERNAME) VALUES (?, 1, ?, ?, ?, ?)",
            (account["key"], type_key, account["date"], account["identifier"], account["user"]),
        )
        for key, value in account["properties"].items():
            database.execute(
                "INSERT INTO ZACCOUNTPROPERTY (ZOWNER, ZKEY, ZVALUE) VALUES (?, ?, ?)", (account["key"], key, archive(value))
            )
    database.commit()
    files = {}
    for name in ("Accounts4.sqlite", "Accounts4.sqlite-wal"):
        place = os.path.join(folder, name)
        if os.path.exists(place):
            with open(place, "rb") as file:
                files[name] = base64.b64encode(file.read()).decode("ascii")
    database.close()
    return files


for line in sys.stdin:
    with tempfile.TemporaryDirectory() as scratch:
        print(json.dumps(build(json.loads(line), scratch)))
