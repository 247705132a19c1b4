"""What the generated requests have otherwise than chance would have it."""

import re
import uuid

import schemathesis

VALID_KEY = re.compile(r'^("[ !#-\[\]-~]{1,253}"|[!#-~]{1,255})$')


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that was drawn twice would only be told that it was sent with another request."""
    headers = case.headers or {}
    for name, value in list(headers.items()):
        if name.lower() == "idempotency-key" and VALID_KEY.match(str(value)):
            headers[name] = str(uuid.uuid4())
