"""Refreshes metadata as a client of the reference implementation does: walk.py <folder> <address>.

The folder holds the trusted root.json, and gets what was accepted. The dialect of the agents spells types, keys and signatures
otherwise; they are translated for the reading, and nothing else. What signatures are checked over is the canonical form of what was
served, as this implementation computes it; hashes and lengths are those of the bytes as they came.
"""

import base64
import copy
import sys

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata
from tuf.ngclient import Updater


def translate_key(key):
    keytype = key["keytype"].lower()
    return {"keytype": keytype, "scheme": keytype, "keyval": key["keyval"]}


def translate(envelope):
    signed = copy.deepcopy(envelope["signed"])
    signed["_type"] = signed["_type"].lower()
    signed["spec_version"] = "1.0.0"
    if "keys" in signed:
        signed["keys"] = {keyid: translate_key(key) for keyid, key in signed["keys"].items()}
    signatures = [
        {"keyid": one["keyid"], "sig": base64.b64decode(one["sig"], validate=True).hex()}
        for one in envelope["signatures"]
    ]
    return {"signatures": signatures, "signed": signed}


read = Metadata.from_dict.__func__


def read_translated(cls, envelope):
    served = copy.deepcopy(envelope["signed"])
    metadata = read(cls, translate(envelope))
    metadata.signed.to_dict = lambda: copy.deepcopy(served)
    return metadata


Metadata.from_dict = classmethod(read_translated)

folder, address = sys.argv[1:3]
try:
    Updater(folder, address, bootstrap=None).refresh()
except (RepositoryError, DownloadError) as error:
    print(f"{type(error).__name__}: {error}")
    sys.exit(1)
