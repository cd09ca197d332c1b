"""Reading an event: CloudEvents 1.0 in binary mode over AMQP 0-9-1. Whatever a stranger sends, this answers or refuses."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pika import BasicProperties

PREFIX = "cloudEvents_"
MAX_BODY = 64 * 1024
EVENT_ID = re.compile(r"evt_[0-7][0-9a-z]{25}")
NUMBER = re.compile(r"[1-9][0-9]{0,18}")


class Poison(Exception):
    """It will never be read, however often it comes."""


@dataclass(frozen=True)
class Event:
    """An event whose envelope is good; `data` is any JSON object."""

    id: str
    type: str
    subject: str
    organization: str | None
    epoch: int
    version: int
    time: datetime
    data: dict[str, Any]


def read(properties: BasicProperties, body: bytes) -> Event:
    """Checks headers, size and JSON. Headers and fields that are unknown are for later versions: they are ignored."""
    if len(body) > MAX_BODY:
        raise Poison(f"the body has {len(body)} bytes, more than {MAX_BODY}")
    headers = properties.headers or {}

    def text(name: str) -> str:
        value = headers.get(PREFIX + name)
        if not isinstance(value, str) or not 0 < len(value) <= 255:
            raise Poison(f"header {PREFIX}{name} is missing or malformed")
        return value

    def matching(name: str, pattern: re.Pattern[str]) -> str:
        value = text(name)
        if not pattern.fullmatch(value):
            raise Poison(f"header {PREFIX}{name} is malformed")
        return value

    if text("specversion") != "1.0":
        raise Poison("not CloudEvents 1.0")
    try:
        time = datetime.fromisoformat(text("time"))
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Poison(f"not an event: {error}") from error
    if not isinstance(data, dict):
        raise Poison("the body is no JSON object")
    return Event(
        id=matching("id", EVENT_ID),
        type=text("type"),
        subject=text("subject"),
        organization=text("organization") if PREFIX + "organization" in headers else None,
        epoch=int(matching("epoch", NUMBER)),
        version=int(matching("objectversion", NUMBER)),
        time=time,
        data=data,
    )
