"""Peer of the mail benchmark: Python's mailbox and email over the same files, doing the same work.

Per message: every header, subject, addresses, dates, decoded bodies, and SHA-256 of the message and each attachment; the property
list of a file of Apple Mail.
`mail-peer.py mbox|maildir|emlx PATH` prints the number of messages.
"""

import email.header
import email.policy
import email.utils
import hashlib
import mailbox
import os
import plistlib
import sys


def messages(kind, path):
    if kind == "mbox":
        box = mailbox.mbox(path, create=False)
        for key in box.iterkeys():
            yield box.get_bytes(key)
    elif kind == "maildir":
        box = mailbox.Maildir(path, create=False)
        for key in box.iterkeys():
            yield box.get_bytes(key)
    else:
        for folder, _, names in os.walk(path):
            for name in names:
                with open(os.path.join(folder, name), "rb") as file:
                    length = int(file.readline())
                    raw = file.read(length)
                    plistlib.loads(file.read())
                    yield raw


def read(kind, path):
    count = 0
    for raw in messages(kind, path):
        hashlib.sha256(raw).hexdigest()
        message = email.message_from_bytes(raw, policy=email.policy.compat32)
        for name, value in message.items():
            (name, value)
        str(email.header.make_header(email.header.decode_header(message.get("Subject", ""))))
        email.utils.getaddresses(message.get_all("From", []) + message.get_all("To", []) + message.get_all("Cc", []))
        email.utils.parsedate_to_datetime(message["Date"]) if message["Date"] else None
        for part in message.walk():
            if part.is_multipart():
                continue
            content = part.get_payload(decode=True)
            if part.get_content_maintype() == "text":
                content.decode(part.get_content_charset() or "windows-1252", "replace")
            else:
                hashlib.sha256(content).hexdigest()
        count += 1
    return count


if __name__ == "__main__":
    print(read(sys.argv[1], sys.argv[2]))
