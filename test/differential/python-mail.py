"""What Python's mailbox and email packages find in files, for comparison.

Reads one JSON object a line, {"kind": "mbox" | "message", "path": …}, and writes one a line:
mbox: {"messages": [[start, stop], …]} with the From_ line inside the range;
message: {"headers": [name, …], "subject": …, "parts": [{"type", "sha256", "name"}, …]}, the parts that are no containers.
"""
import email
import hashlib
import json
import mailbox
import sys

CONTAINERS = ('multipart', 'message')


def read_mbox(path):
    box = mailbox.mbox(path, create=False)
    box._generate_toc()
    return {'messages': [list(box._toc[key]) for key in sorted(box._toc)]}


def read_message(path):
    with open(path, 'rb') as file:
        content = file.read()
    message = email.message_from_bytes(content)
    parts = []
    for part in message.walk():
        if part.get_content_maintype() == 'multipart' or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        payload = b'' if payload is None else payload
        try:
            name = part.get_filename()
        except Exception:
            name = None
        parts.append({'type': part.get_content_type(), 'sha256': hashlib.sha256(payload).hexdigest(), 'name': name})
    return {'headers': message.keys(), 'subject': str(message.get('subject', '')), 'parts': parts}


for line in sys.stdin:
    asked = json.loads(line)
    try:
        answer = (read_mbox if asked['kind'] == 'mbox' else read_message)(asked['path'])
    except Exception as error:
        answer = {'error': type(error).__name__}
    print(json.dumps(answer))
