"""What the generated requests have otherwise than chance would have it, and which answers there were."""

import base64
import io
import json
import os
import re
import tarfile
import uuid

import requests
import schemathesis
from hypothesis import strategies

VALID_KEY = re.compile(r'^("[ !#-\[\]-~]{1,253}"|[!#-~]{1,255})$')
SETTINGS = json.loads(os.environ["MOORGATE_TEST_HOOKS"])

noted = set()


def archive(files):
    """A tar archive with these files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


names = strategies.text("abcdef./-", min_size=1, max_size=20)
contents = strategies.binary(max_size=600)

# Bodies that no schema describes.
schemathesis.openapi.media_type(
    "application/x-tar",
    strategies.one_of(
        strategies.dictionaries(names, contents, max_size=4).map(archive),
        strategies.binary(max_size=2048),
    ),
)
schemathesis.openapi.media_type(
    "application/pkcs10", strategies.binary(max_size=512).map(base64.b64encode)
)
schemathesis.openapi.media_type(
    "application/toml", strategies.text(max_size=512).map(lambda text: text.encode("utf-8"))
)


@schemathesis.hook
def before_add_examples(context, examples):
    """What is sent whatever chance brings."""
    body = SETTINGS["examples"].get(context.operation.label)
    if body is not None:
        examples.append(context.operation.Case(body=body, media_type="application/json"))


@schemathesis.hook
def before_call(context, case, kwargs):
    """
    A key that was drawn twice would only be told that it was sent with another request; and values that were learned from
    answers would end the token of the run, after which everything is refused.
    """
    parameters = case.path_parameters or {}
    for name, value in list(parameters.items()):
        if value in SETTINGS["spared"]:
            parameters[name] = "0000000000000"
    headers = case.headers or {}
    for name, value in list(headers.items()):
        if name.lower() == "idempotency-key" and VALID_KEY.match(str(value)):
            headers[name] = str(uuid.uuid4())


@schemathesis.hook
def after_call(context, case, response):
    """Each status of each operation is a line of the file, once."""
    answer = f"{case.operation.label} {response.status_code}"
    if answer not in noted:
        noted.add(answer)
        with open(SETTINGS["answers"], "a", encoding="utf-8") as file:
            file.write(f"{answer}\n")


if "tokenSource" in SETTINGS:
    source = SETTINGS["tokenSource"]

    @schemathesis.auth(refresh_interval=None)
    class ThrowAwayToken:
        """A token for one request, which may end it, or every token that there is."""

        def get(self, case, context):
            answer = requests.post(
                source["url"], json=source.get("body"), headers=source["headers"], timeout=30
            )
            answer.raise_for_status()
            return answer.json()["token"]

        def set(self, case, data, context):
            case.headers = case.headers or {}
            header = source.get("sentIn")
            case.headers[header or "Authorization"] = data if header else f"Bearer {data}"
